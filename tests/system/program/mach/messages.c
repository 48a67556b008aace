// Two threads: requests and replies, rights and memory in messages, sets, notifications.
#include <pthread.h>
#include <string.h>

#include <stddef.h>

#include <mach/mach.h>
#include <mach/mig_errors.h>

#include "check.h"

typedef struct {
    mach_msg_header_t header;
    int number;
} number_message;
typedef struct {
    mig_reply_error_t head;
    int number;
    mach_msg_max_trailer_t trailer;
} number_reply;

typedef struct {
    mach_msg_base_t base;
    mach_msg_port_descriptor_t port;
    mach_msg_ool_descriptor_t memory;
    mach_msg_max_trailer_t trailer;
} parcel;

enum { double_it = 500, refuse = 501, memory_size = 64 * 1024 };

static boolean_t demux(mach_msg_header_t *request, mach_msg_header_t *reply) {
    number_reply *answer = (number_reply *)reply;
    switch (request->msgh_id) {
    case double_it:
        answer->number = 2 * ((number_message *)request)->number;
        answer->head.Head.msgh_size = offsetof(number_reply, trailer);
        return 1;
    case refuse: answer->head.RetCode = KERN_NO_ACCESS; return 1;
    default: return 0;
    }
}

static void *serve(void *port) {
    const mach_msg_return_t result =
        mach_msg_server(demux, sizeof(number_reply), *(mach_port_t *)port, MACH_MSG_OPTION_NONE);
    // Whether it waited already when the port was destroyed, nobody knows.
    printf("server: %s\n", result == MACH_RCV_PORT_DIED || result == MACH_RCV_INVALID_NAME
                               ? "its port is gone"
                               : mach_error_string(result));
    return NULL;
}

static void ask(mach_port_t server, int id, int number) {
    union {
        number_message request;
        number_reply reply;
    } m = {.request = {.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND,
                                                              MACH_MSG_TYPE_MAKE_SEND_ONCE),
                                  .msgh_size = sizeof m.request,
                                  .msgh_remote_port = server,
                                  .msgh_local_port = mig_get_reply_port(),
                                  .msgh_id = id},
                       .number = number}};
    CHECK(mach_msg(&m.request.header, MACH_SEND_MSG | MACH_RCV_MSG, sizeof m.request,
                   sizeof m.reply, mig_get_reply_port(), 0, MACH_PORT_NULL));
    printf("%d: %s", id, mach_error_string(m.reply.head.RetCode));
    printf(m.reply.head.RetCode == KERN_SUCCESS ? " %d\n" : "\n", m.reply.number);
}

static void requests(void) {
    mach_port_t port;
    pthread_t thread;
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
    pthread_create(&thread, NULL, serve, &port);
    ask(port, double_it, 21);
    ask(port, refuse, 1);
    ask(port, 502, 1);
    CHECK(mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1));
    pthread_join(thread, NULL);
}

static void parcels(void) {
    mach_port_t to, carried, set;
    vm_address_t memory = 0;
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &to));
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &carried));
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_PORT_SET, &set));
    CHECK(mach_port_move_member(mach_task_self(), to, set));
    CHECK(vm_allocate(mach_task_self(), &memory, memory_size, VM_FLAGS_ANYWHERE));
    memset((void *)memory, 'x', memory_size);
    parcel p = {
        .base = {.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u) |
                                         MACH_MSGH_BITS_COMPLEX,
                            .msgh_size = offsetof(parcel, trailer),
                            .msgh_remote_port = to,
                            .msgh_id = 7},
                 .body = {.msgh_descriptor_count = 2}},
        .port = {.name = carried,
                 .disposition = MACH_MSG_TYPE_MAKE_SEND,
                 .type = MACH_MSG_PORT_DESCRIPTOR},
        .memory = {.address = memory,
                   .deallocate = 1,
                   .copy = MACH_MSG_VIRTUAL_COPY,
                   .type = MACH_MSG_OOL_DESCRIPTOR,
                   .size = memory_size},
    };
    CHECK(mach_msg(&p.base.header, MACH_SEND_MSG, p.base.header.msgh_size, 0, MACH_PORT_NULL, 0,
                   MACH_PORT_NULL));
    memset(&p, 0, sizeof p);
    CHECK(mach_msg(&p.base.header, MACH_RCV_MSG, 0, sizeof p, set, 0, MACH_PORT_NULL));
    const char *came = (const char *)p.memory.address;
    mach_port_urefs_t references = 0;
    CHECK(mach_port_get_refs(mach_task_self(), carried, MACH_PORT_RIGHT_SEND, &references));
    printf("by %s, %u descriptors, the same port: %d, send rights: %u, bytes: %u, %c%c\n",
           p.base.header.msgh_local_port == to ? "its port" : "another",
           p.base.body.msgh_descriptor_count, p.port.name == carried, references, p.memory.size,
           came[0], came[memory_size - 1]);
    mach_msg_destroy(&p.base.header);
    const kern_return_t gone =
        mach_port_get_refs(mach_task_self(), carried, MACH_PORT_RIGHT_SEND, &references);
    printf("destroyed: %s %u\n", mach_error_string(gone), references);
    number_message nothing;
    printf("empty: %s\n",
           mach_error_string(mach_msg(&nothing.header, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0,
                                      sizeof nothing, set, 1, MACH_PORT_NULL)));
}

static void notifications(void) {
    mach_port_t port, notice, previous;
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &notice));
    CHECK(mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
    CHECK(mach_port_request_notification(mach_task_self(), port, MACH_NOTIFY_DEAD_NAME, 0, notice,
                                         MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
    CHECK(mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1));
    mach_dead_name_notification_t m;
    CHECK(mach_msg(&m.not_header, MACH_RCV_MSG, 0, sizeof m, notice, 0, MACH_PORT_NULL));
    mach_port_urefs_t references = 0;
    CHECK(mach_port_get_refs(mach_task_self(), port, MACH_PORT_RIGHT_DEAD_NAME, &references));
    printf("dead: %d, this name: %d, references: %u\n",
           m.not_header.msgh_id == MACH_NOTIFY_DEAD_NAME, m.not_port == port, references);
}

int main(void) {
    requests();
    parcels();
    notifications();
    return 0;
}
