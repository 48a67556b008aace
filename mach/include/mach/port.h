/** \file
 * Port names, rights and their types (Mach 3 kernel interface, OSF/XNU values).
 */
#ifndef MACH_PORT_H
#define MACH_PORT_H

#include <stdint.h>

/** A port right's name in one task: index (upper 24 bits) and generation (lower 8 bits). */
typedef uint32_t mach_port_name_t;
typedef mach_port_name_t mach_port_t;
typedef uint32_t mach_port_right_t;
typedef uint32_t mach_port_type_t;
typedef uint32_t mach_port_urefs_t;
typedef int32_t mach_port_delta_t;
typedef uint32_t mach_port_seqno_t;
typedef uint32_t mach_port_mscount_t;
typedef uint32_t mach_port_msgcount_t;
typedef uint32_t mach_port_rights_t;
typedef uint64_t mach_port_context_t;
typedef int mach_port_flavor_t;

typedef mach_port_t task_t;
typedef mach_port_t thread_t;
typedef mach_port_t host_t;
typedef mach_port_t vm_map_t;
typedef mach_port_t ipc_space_t;
typedef mach_port_t memory_object_t;
typedef mach_port_t memory_object_control_t;
typedef mach_port_t mem_entry_name_port_t;
typedef mach_port_t clock_serv_t;
typedef mach_port_t processor_t;
typedef mach_port_t semaphore_t;

#define MACH_PORT_NULL ((mach_port_t)0)
#define MACH_PORT_DEAD ((mach_port_t)~0u)
#define MACH_PORT_NAME_NULL MACH_PORT_NULL
#define MACH_PORT_NAME_DEAD MACH_PORT_DEAD
#define MACH_PORT_VALID(name) ((name) != MACH_PORT_NULL && (name) != MACH_PORT_DEAD)

#define MACH_PORT_RIGHT_SEND 0
#define MACH_PORT_RIGHT_RECEIVE 1
#define MACH_PORT_RIGHT_SEND_ONCE 2
#define MACH_PORT_RIGHT_PORT_SET 3
#define MACH_PORT_RIGHT_DEAD_NAME 4
#define MACH_PORT_RIGHT_NUMBER 5

#define MACH_PORT_TYPE(right) ((mach_port_type_t)1 << ((right) + 16))
#define MACH_PORT_TYPE_NONE 0u
#define MACH_PORT_TYPE_SEND MACH_PORT_TYPE(MACH_PORT_RIGHT_SEND)
#define MACH_PORT_TYPE_RECEIVE MACH_PORT_TYPE(MACH_PORT_RIGHT_RECEIVE)
#define MACH_PORT_TYPE_SEND_ONCE MACH_PORT_TYPE(MACH_PORT_RIGHT_SEND_ONCE)
#define MACH_PORT_TYPE_PORT_SET MACH_PORT_TYPE(MACH_PORT_RIGHT_PORT_SET)
#define MACH_PORT_TYPE_DEAD_NAME MACH_PORT_TYPE(MACH_PORT_RIGHT_DEAD_NAME)
#define MACH_PORT_TYPE_SEND_RECEIVE (MACH_PORT_TYPE_SEND | MACH_PORT_TYPE_RECEIVE)
#define MACH_PORT_TYPE_DNREQUEST 0x80000000u
#define MACH_PORT_TYPE_SPREQUEST 0x40000000u

#define MACH_PORT_QLIMIT_BASIC 5
#define MACH_PORT_QLIMIT_SMALL 16
#define MACH_PORT_QLIMIT_LARGE 1024
#define MACH_PORT_QLIMIT_DEFAULT MACH_PORT_QLIMIT_BASIC
#define MACH_PORT_QLIMIT_MAX MACH_PORT_QLIMIT_LARGE

#define MACH_PORT_LIMITS_INFO 1
#define MACH_PORT_RECEIVE_STATUS 2

typedef struct mach_port_limits {
    mach_port_msgcount_t mpl_qlimit;
} mach_port_limits_t;

typedef struct mach_port_status {
    mach_port_rights_t mps_pset;       /* number of containing port sets */
    mach_port_seqno_t mps_seqno;       /* sequence number of the next message received */
    mach_port_mscount_t mps_mscount;   /* make-send count */
    mach_port_msgcount_t mps_qlimit;   /* queue limit */
    mach_port_msgcount_t mps_msgcount; /* messages in the queue */
    mach_port_rights_t mps_sorights;   /* extant send-once rights */
    uint32_t mps_srights;              /* boolean: do send rights exist? */
    uint32_t mps_pdrequest;            /* boolean: port-destroyed requested? */
    uint32_t mps_nsrequest;            /* boolean: no-senders requested? */
    uint32_t mps_flags;                /* zero */
} mach_port_status_t;

/** mach_port_construct's options (mach_port_options_t.flags). */
#define MPO_CONTEXT_AS_GUARD 0x01u
#define MPO_QLIMIT 0x02u
#define MPO_INSERT_SEND_RIGHT 0x10u

typedef struct mach_port_options {
    uint32_t flags;
    mach_port_limits_t mpl;
    uint64_t reserved[2];
} mach_port_options_t;

/** Kinds that mach_port_kernel_object tells. */
#define IKOT_NONE 0
#define IKOT_TASK 1
#define IKOT_THREAD 2

/** One name in a listing of a space (mach_port_space_info). */
typedef struct ipc_info_name {
    mach_port_name_t iin_name;
    mach_port_type_t iin_type;
    mach_port_urefs_t iin_urefs;
    uint32_t iin_hashval;     /* collisions in the table, zero */
    uint64_t iin_object;      /* identifies the port or set while it lives */
    uint32_t iin_references;  /* of the kernel on that object */
    uint32_t iin_send_rights; /* to that port */
} ipc_info_name_t;

typedef struct ipc_info_space {
    uint32_t iis_table_size;
    uint32_t iis_names;
} ipc_info_space_t;

/* Notification message ids (octal 0100 and up). */
#define MACH_NOTIFY_FIRST 0100
#define MACH_NOTIFY_PORT_DELETED (MACH_NOTIFY_FIRST + 001)
#define MACH_NOTIFY_SEND_POSSIBLE (MACH_NOTIFY_FIRST + 002)
#define MACH_NOTIFY_PORT_DESTROYED (MACH_NOTIFY_FIRST + 005)
#define MACH_NOTIFY_NO_SENDERS (MACH_NOTIFY_FIRST + 006)
#define MACH_NOTIFY_SEND_ONCE (MACH_NOTIFY_FIRST + 007)
#define MACH_NOTIFY_DEAD_NAME (MACH_NOTIFY_FIRST + 010)

#endif
