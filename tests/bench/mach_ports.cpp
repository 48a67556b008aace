// Traps and operations on ports.

#include "mach_bench.hpp"

using mach_bench::measure;
using mach_bench::must;

void bench_ports() {
    // The trap adds a user reference to a right that lives as long as the task.
    measure("mach_task_self", 1000, [] { (void)task_self_trap(); });
    mach_port_t port = mach_reply_port();
    measure("port_get_refs", 500, [&] {
        mach_port_urefs_t refs = 0;
        must("get_refs",
             mach_port_get_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, &refs));
    });
    measure("port_alloc_destroy", 500, [] {
        mach_port_t made = MACH_PORT_NULL;
        must("allocate", mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &made));
        must("destroy", mach_port_mod_refs(mach_task_self(), made, MACH_PORT_RIGHT_RECEIVE, -1));
    });
}
