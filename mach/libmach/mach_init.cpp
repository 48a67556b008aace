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
