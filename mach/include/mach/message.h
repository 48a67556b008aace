/** \file
 * Messages: header, descriptors, options and return codes (the untyped dialect of OSF MK and XNU,
 * 64-bit layout).
 */
#ifndef MACH_MESSAGE_H
#define MACH_MESSAGE_H

#include <mach/kern_return.h>
#include <mach/port.h>

#ifdef __cplusplus
#define MACH_STATIC_ASSERT static_assert
#else
#define MACH_STATIC_ASSERT _Static_assert
#endif

typedef uint32_t mach_msg_bits_t;
typedef uint32_t mach_msg_size_t;
typedef int32_t mach_msg_id_t;
typedef uint32_t mach_msg_timeout_t; /* milliseconds */
typedef uint32_t mach_msg_type_name_t;
typedef uint32_t mach_msg_option_t;
typedef kern_return_t mach_msg_return_t;

#define MACH_MSG_TIMEOUT_NONE ((mach_msg_timeout_t)0)

#define MACH_MSGH_BITS_REMOTE_MASK 0x0000001fu
#define MACH_MSGH_BITS_LOCAL_MASK 0x00001f00u
#define MACH_MSGH_BITS_COMPLEX 0x80000000u
#define MACH_MSGH_BITS_USER \
    (MACH_MSGH_BITS_REMOTE_MASK | MACH_MSGH_BITS_LOCAL_MASK | MACH_MSGH_BITS_COMPLEX)
#define MACH_MSGH_BITS(remote, local) ((mach_msg_bits_t)((remote) | ((local) << 8)))
#define MACH_MSGH_BITS_REMOTE(bits) ((bits) & MACH_MSGH_BITS_REMOTE_MASK)
#define MACH_MSGH_BITS_ZERO 0u
#define MACH_MSGH_BITS_SET_PORTS(remote, local, voucher) MACH_MSGH_BITS(remote, local)
/** `other`: MACH_MSGH_BITS_COMPLEX or nothing. There are no vouchers: that argument is ignored. */
#define MACH_MSGH_BITS_SET(remote, local, voucher, other) (MACH_MSGH_BITS(remote, local) | (other))
#define MACH_MSGH_BITS_IS_COMPLEX(bits) (((bits) & MACH_MSGH_BITS_COMPLEX) != 0)
#define MACH_MSGH_BITS_LOCAL(bits) (((bits) & MACH_MSGH_BITS_LOCAL_MASK) >> 8)

/** Every message begins with this. On receive remote and local are exchanged: the reply port is
 * msgh_remote_port. */
typedef struct {
    mach_msg_bits_t msgh_bits;
    mach_msg_size_t
        msgh_size; /* bytes, header included, trailer not; filled in by the kernel on receive */
    mach_port_t msgh_remote_port;
    mach_port_t msgh_local_port;
    uint32_t msgh_reserved;
    mach_msg_id_t msgh_id;
} mach_msg_header_t;

typedef struct {
    mach_msg_size_t msgh_descriptor_count;
} mach_msg_body_t;

#define MACH_MSG_TYPE_PORT_NAME 15
#define MACH_MSG_TYPE_MOVE_RECEIVE 16
#define MACH_MSG_TYPE_MOVE_SEND 17
#define MACH_MSG_TYPE_MOVE_SEND_ONCE 18
#define MACH_MSG_TYPE_COPY_SEND 19
#define MACH_MSG_TYPE_MAKE_SEND 20
#define MACH_MSG_TYPE_MAKE_SEND_ONCE 21
#define MACH_MSG_TYPE_PORT_RECEIVE MACH_MSG_TYPE_MOVE_RECEIVE
#define MACH_MSG_TYPE_PORT_SEND MACH_MSG_TYPE_MOVE_SEND
#define MACH_MSG_TYPE_PORT_SEND_ONCE MACH_MSG_TYPE_MOVE_SEND_ONCE

#define MACH_MSG_PORT_DESCRIPTOR 0
#define MACH_MSG_OOL_DESCRIPTOR 1
#define MACH_MSG_OOL_PORTS_DESCRIPTOR 2
#define MACH_MSG_OOL_VOLATILE_DESCRIPTOR 3

#define MACH_MSG_PHYSICAL_COPY 0
#define MACH_MSG_VIRTUAL_COPY 1
#define MACH_MSG_ALLOCATE 2
#define MACH_MSG_OVERWRITE 3

#pragma pack(push, 4)
typedef struct {
    mach_port_t name;
    mach_msg_size_t pad1;
    uint16_t pad2;
    uint8_t disposition;
    uint8_t type; /* MACH_MSG_PORT_DESCRIPTOR */
} mach_msg_port_descriptor_t;

typedef struct {
    uint64_t address;
    uint8_t deallocate; /* boolean: take the memory from the sender */
    uint8_t copy;       /* MACH_MSG_PHYSICAL_COPY, _VIRTUAL_COPY */
    uint8_t pad1;
    uint8_t type;         /* MACH_MSG_OOL_DESCRIPTOR, _OOL_VOLATILE_DESCRIPTOR */
    mach_msg_size_t size; /* bytes */
} mach_msg_ool_descriptor_t;

typedef struct {
    uint64_t address; /* array of mach_port_name_t */
    uint8_t deallocate;
    uint8_t copy;
    uint8_t disposition;
    uint8_t type;          /* MACH_MSG_OOL_PORTS_DESCRIPTOR */
    mach_msg_size_t count; /* rights in the array */
} mach_msg_ool_ports_descriptor_t;
/** Of any kind: its type says of which. */
typedef struct {
    uint64_t pad1;
    uint16_t pad2;
    uint8_t pad3;
    uint8_t type;
} mach_msg_type_descriptor_t;
#pragma pack(pop)
typedef uint8_t mach_msg_descriptor_type_t;
typedef uint8_t mach_msg_copy_options_t;

/** The beginning of a complex message. */
typedef struct {
    mach_msg_header_t header;
    mach_msg_body_t body;
} mach_msg_base_t;

MACH_STATIC_ASSERT(sizeof(mach_msg_header_t) == 24, "message header layout");
MACH_STATIC_ASSERT(sizeof(mach_msg_port_descriptor_t) == 12, "port descriptor layout");
MACH_STATIC_ASSERT(sizeof(mach_msg_ool_descriptor_t) == 16, "out-of-line descriptor layout");
MACH_STATIC_ASSERT(sizeof(mach_msg_ool_ports_descriptor_t) == 16,
                   "out-of-line ports descriptor layout");

/** Largest message, header and inline data, in bytes; larger data goes out of line. */
#define MACH_MSG_SIZE_MAX 65536u
/** Most descriptors in one message, and most rights in one out-of-line array. */
#define MACH_MSG_DESCRIPTORS_MAX 256u
#define MACH_MSG_OOL_PORTS_MAX 16384u

/* Trailers follow a received message at the next multiple of 4 bytes (Mach's round_msg). */
typedef uint32_t mach_msg_trailer_type_t;
typedef uint32_t mach_msg_trailer_size_t;
#define MACH_MSG_TRAILER_FORMAT_0 0
#define MACH_RCV_TRAILER_NULL 0
#define MACH_RCV_TRAILER_SEQNO 1
#define MACH_RCV_TRAILER_SENDER 2
#define MACH_RCV_TRAILER_AUDIT 3
#define MACH_RCV_TRAILER_CTX 4
#define MACH_RCV_TRAILER_TYPE(x) (((x) & 0xfu) << 28)
#define MACH_RCV_TRAILER_ELEMENTS(x) (((x) & 0xfu) << 24)
#define MACH_RCV_TRAILER_MASK 0xff000000u

/** Identity of the sending task; set by task_set_audit_token, all zero in a task for which nobody
 * has. */
typedef struct {
    uint32_t val[2];
} security_token_t;
/** As security_token_t; Portolan's process server fills it as `audit_*` in <mach/audit.h> says. */
typedef struct {
    uint32_t val[8];
} audit_token_t;

typedef struct {
    mach_msg_trailer_type_t msgh_trailer_type;
    mach_msg_trailer_size_t msgh_trailer_size;
} mach_msg_trailer_t;

/** The full trailer; with fewer elements asked for, msgh_trailer_size tells how far it reaches. */
typedef struct {
    mach_msg_trailer_type_t msgh_trailer_type;
    mach_msg_trailer_size_t msgh_trailer_size;
    mach_port_seqno_t msgh_seqno;
    security_token_t msgh_sender;
    audit_token_t msgh_audit;
    mach_port_context_t msgh_context __attribute__((packed, aligned(4)));
} mach_msg_context_trailer_t;
typedef mach_msg_context_trailer_t mach_msg_max_trailer_t;
/* As far as a trailer reaches with so many elements. */
typedef struct {
    mach_msg_trailer_type_t msgh_trailer_type;
    mach_msg_trailer_size_t msgh_trailer_size;
    mach_port_seqno_t msgh_seqno;
} mach_msg_seqno_trailer_t;
typedef struct {
    mach_msg_trailer_type_t msgh_trailer_type;
    mach_msg_trailer_size_t msgh_trailer_size;
    mach_port_seqno_t msgh_seqno;
    security_token_t msgh_sender;
} mach_msg_security_trailer_t;
typedef struct {
    mach_msg_trailer_type_t msgh_trailer_type;
    mach_msg_trailer_size_t msgh_trailer_size;
    mach_port_seqno_t msgh_seqno;
    security_token_t msgh_sender;
    audit_token_t msgh_audit;
} mach_msg_audit_trailer_t;
#define MACH_MSG_TRAILER_MINIMUM_SIZE ((mach_msg_size_t)sizeof(mach_msg_trailer_t))
#define MAX_TRAILER_SIZE ((mach_msg_size_t)sizeof(mach_msg_max_trailer_t))
#define round_msg(size) (((size) + 3u) & ~3u)
MACH_STATIC_ASSERT(sizeof(mach_msg_context_trailer_t) == 60, "trailer layout");

#define MACH_MSG_OPTION_NONE 0u
#define MACH_SEND_MSG 0x1u
#define MACH_RCV_MSG 0x2u
#define MACH_RCV_LARGE 0x4u
#define MACH_SEND_TIMEOUT 0x10u
#define MACH_SEND_INTERRUPT 0x40u
#define MACH_SEND_NOTIFY 0x80u
#define MACH_RCV_TIMEOUT 0x100u
#define MACH_RCV_INTERRUPT 0x400u
#define MACH_RCV_OVERWRITE 0x1000u
#define MACH_SEND_TRAILER 0x20000u

#define MACH_MSG_SUCCESS 0
#define MACH_MSG_MASK 0x3e00
#define MACH_MSG_IPC_SPACE 0x2000
#define MACH_MSG_VM_SPACE 0x1000
#define MACH_MSG_IPC_KERNEL 0x0800
#define MACH_MSG_VM_KERNEL 0x0400

#define MACH_SEND_IN_PROGRESS 0x10000001
#define MACH_SEND_INVALID_DATA 0x10000002
#define MACH_SEND_INVALID_DEST 0x10000003
#define MACH_SEND_TIMED_OUT 0x10000004
#define MACH_SEND_INTERRUPTED 0x10000007
#define MACH_SEND_MSG_TOO_SMALL 0x10000008
#define MACH_SEND_INVALID_REPLY 0x10000009
#define MACH_SEND_INVALID_RIGHT 0x1000000a
#define MACH_SEND_INVALID_NOTIFY 0x1000000b
#define MACH_SEND_INVALID_MEMORY 0x1000000c
#define MACH_SEND_NO_BUFFER 0x1000000d
#define MACH_SEND_TOO_LARGE 0x1000000e
#define MACH_SEND_INVALID_TYPE 0x1000000f
#define MACH_SEND_INVALID_HEADER 0x10000010
#define MACH_SEND_INVALID_TRAILER 0x10000011

#define MACH_RCV_IN_PROGRESS 0x10004001
#define MACH_RCV_INVALID_NAME 0x10004002
#define MACH_RCV_TIMED_OUT 0x10004003
#define MACH_RCV_TOO_LARGE 0x10004004
#define MACH_RCV_INTERRUPTED 0x10004005
#define MACH_RCV_PORT_CHANGED 0x10004006
#define MACH_RCV_INVALID_NOTIFY 0x10004007
#define MACH_RCV_INVALID_DATA 0x10004008
#define MACH_RCV_PORT_DIED 0x10004009
#define MACH_RCV_IN_SET 0x1000400a
#define MACH_RCV_HEADER_ERROR 0x1000400b
#define MACH_RCV_BODY_ERROR 0x1000400c
#define MACH_RCV_INVALID_TYPE 0x1000400d
#define MACH_RCV_SCATTER_SMALL 0x1000400e
#define MACH_RCV_INVALID_TRAILER 0x1000400f

#ifdef __cplusplus
extern "C" {
#endif
/** Sends, receives, or sends and then receives in one trap (Mach 3 Kernel Interfaces, mach_msg).
 * `timeout` is in milliseconds and counts only with MACH_SEND_TIMEOUT / MACH_RCV_TIMEOUT.
 * Without MACH_SEND_INTERRUPT / MACH_RCV_INTERRUPT an interrupted call is restarted by this
 * function. */
mach_msg_return_t mach_msg(mach_msg_header_t *msg, mach_msg_option_t option,
                           mach_msg_size_t send_size, mach_msg_size_t rcv_size,
                           mach_port_name_t rcv_name, mach_msg_timeout_t timeout,
                           mach_port_name_t notify);
/** As mach_msg, but receives into `rcv_msg` when that is not null. */
mach_msg_return_t mach_msg_overwrite(mach_msg_header_t *msg, mach_msg_option_t option,
                                     mach_msg_size_t send_size, mach_msg_size_t rcv_size,
                                     mach_port_name_t rcv_name, mach_msg_timeout_t timeout,
                                     mach_port_name_t notify, mach_msg_header_t *rcv_msg,
                                     mach_msg_size_t rcv_limit);
/** Sends the message as its header says, without a time limit. */
mach_msg_return_t mach_msg_send(mach_msg_header_t *msg);
/** Waits for a message at `msg->msgh_local_port`, with room for `msg->msgh_size` bytes, trailer and
 * all. */
mach_msg_return_t mach_msg_receive(mach_msg_header_t *msg);
#ifdef __cplusplus
}
#endif

#endif
