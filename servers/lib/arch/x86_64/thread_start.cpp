#include <lib/thread_start.hpp>

#include <mach/machine/x86_64_thread_status.h>

namespace server {

kern_return_t start_thread(task_t task, uint64_t pc, uint64_t sp, uint64_t argument0,
                           uint64_t argument1, thread_t *thread) {
    x86_thread_state64_t state{};
    state.rip = pc;
    state.rsp = sp;
    state.rdi = argument0;
    state.rsi = argument1;
    thread_t made = MACH_PORT_NULL;
    const kern_return_t kr =
        thread_create_running(task, x86_THREAD_STATE64, reinterpret_cast<thread_state_t>(&state),
                              x86_THREAD_STATE64_COUNT, &made);
    if (kr != KERN_SUCCESS) return kr;
    if (thread)
        *thread = made;
    else
        (void)mach_port_deallocate(mach_task_self(), made);
    return KERN_SUCCESS;
}

}  // namespace server
