/** \file
 * Records of messages, as host_trace_read gives them. One is made when a message is sent and one
 * when a thread has received it.
 */
#ifndef MACH_TRACE_H
#define MACH_TRACE_H

#include <mach/message.h>

enum { MACH_TRACE_SENT = 1, MACH_TRACE_RECEIVED = 2 };

#define MACH_TRACE_NAME_SIZE 16
#define MACH_TRACE_DATA_SIZE 176

#pragma pack(push, 4)
typedef struct mach_trace_record {
    uint64_t time_ns;    /* of the monotonic clock */
    uint64_t port;       /* the destination, by the number of ipc_info_name_t.iin_object */
    uint64_t reply_port; /* the reply right's, likewise; 0: none */
    uint32_t message;    /* the same in both records of a message; used again later */
    uint16_t kind;       /* MACH_TRACE_* */
    uint16_t object;     /* of the destination: mach_port_kernel_object's type; 0: a server's */
    uint32_t task;       /* who sends or receives: task_account_info.id; 0: the kernel */
    uint32_t thread;
    uint32_t pid; /* AUDIT_PID of that task, 0: it is no process */
    mach_msg_bits_t bits;
    mach_msg_size_t size; /* bytes, header included */
    mach_msg_id_t id;
    char name[MACH_TRACE_NAME_SIZE]; /* the task's, cut; not always with a zero at its end */
    /* What follows the header, cut. Names of rights and addresses in descriptors are zero. */
    uint8_t data[MACH_TRACE_DATA_SIZE];
} mach_trace_record_t;
#pragma pack(pop)

#endif
