// A parent and its child find each other by registered ports; the end of the child is told.
#include <sys/wait.h>
#include <unistd.h>

#include <stddef.h>

#include <mach/audit.h>
#include <mach/mach.h>

#include "check.h"

typedef struct {
    mach_msg_header_t header;
    int pid;
    mach_msg_audit_trailer_t trailer;
} hello;

static void in_child(void) {
    mach_port_array_t ports;
    mach_msg_type_number_t count;
    CHECK(mach_ports_lookup(mach_task_self(), &ports, &count));
    hello m = {.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND, 0u),
                          .msgh_size = offsetof(hello, trailer),
                          .msgh_remote_port = ports[0]},
               .pid = getpid()};
    CHECK(mach_msg(&m.header, MACH_SEND_MSG, m.header.msgh_size, 0, MACH_PORT_NULL, 0,
                   MACH_PORT_NULL));
    _exit(0);
}

int main(void) {
    mach_port_t port, notice, previous;
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &notice));
    CHECK(mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
    CHECK(mach_ports_register(mach_task_self(), &port, 1));
    const pid_t child = fork();
    if (child == 0) in_child();
    hello m;
    CHECK(mach_msg(&m.header, MACH_RCV_MSG | MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_AUDIT), 0,
                   sizeof m, port, 0, MACH_PORT_NULL));
    printf("from the child: %d, the token's: %d\n", m.pid == child,
           m.trailer.msgh_audit.val[AUDIT_PID] == (uint32_t)child);
    // The registered ones of this task and of the child, until it has ended.
    CHECK(mach_port_request_notification(mach_task_self(), port, MACH_NOTIFY_NO_SENDERS, 0, notice,
                                         MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
    CHECK(mach_ports_register(mach_task_self(), NULL, 0));
    CHECK(mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_SEND, -1));
    int status;
    waitpid(child, &status, 0);
    mach_no_senders_notification_t gone;
    CHECK(mach_msg(&gone.not_header, MACH_RCV_MSG, 0, sizeof gone, notice, 0, MACH_PORT_NULL));
    printf("status %d, no senders: %d\n", status,
           gone.not_header.msgh_id == MACH_NOTIFY_NO_SENDERS);
    return 0;
}
