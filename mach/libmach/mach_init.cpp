#include <mach/mach_init.h>

#include <mach/mach_traps.h>

mach_port_t mach_task_self_, mach_host_self_;

void mach_init() {
    mach_task_self_ = task_self_trap();
    mach_host_self_ = host_self_trap();
}

mach_port_t mig_get_reply_port() {
    mach_port_t *slot = mach_reply_port_slot();
    if (*slot == MACH_PORT_NULL) *slot = mach_reply_port();
    return *slot;
}

void mig_dealloc_reply_port(mach_port_t port) {
    mach_port_t *slot = mach_reply_port_slot();
    if (*slot == port) *slot = MACH_PORT_NULL;
    (void)mach_port_mod_refs_trap(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
}

void mig_call_failed(mach_msg_return_t transport, mach_msg_header_t *request,
                     mach_port_t reply_port) {
    switch (transport) {
    case MACH_RCV_INTERRUPTED:
    case MACH_RCV_TIMED_OUT:  // the caller may wait on
    case MACH_SEND_INVALID_DATA:
    case MACH_SEND_INVALID_DEST:
    case MACH_SEND_INVALID_HEADER:
    case MACH_SEND_INVALID_NOTIFY: return;  // no reply right had been made
    case MACH_SEND_TIMED_OUT:
    case MACH_SEND_INTERRUPTED:
        (void)mach_port_deallocate_trap(mach_task_self(), request->msgh_local_port);
        mach_msg_destroy(request);
        break;
    default: break;
    }
    mig_dealloc_reply_port(reply_port);
}
