/// \file
/// The kernel's traps by their addresses, so that any of them can be called with anything.
#pragma once

#include <cstdint>

#include <mach/mach.h>

/// Every trap takes its arguments in registers, so any of them can be called with eight.
using any_trap = uint64_t (*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                              uint64_t);
template <class Function>
any_trap any(Function *trap) {
    return reinterpret_cast<any_trap>(reinterpret_cast<void *>(trap));
}

/// What returns whatever it is given.
const any_trap harmless_traps[] = {
    any(mach_vm_allocate_trap),
    any(mach_vm_deallocate_trap),
    any(mach_vm_protect_trap),
    any(mach_vm_map_trap),
    any(mach_port_allocate_trap),
    any(mach_port_deallocate_trap),
    any(mach_port_mod_refs_trap),
    any(mach_port_move_member_trap),
    any(mach_port_insert_right_trap),
    any(mach_port_insert_member_trap),
    any(mach_port_extract_member_trap),
    any(mach_reply_port),
    any(thread_self_trap),
    any(task_self_trap),
    any(host_self_trap),
    any(semaphore_signal_trap),
    any(semaphore_signal_all_trap),
    any(semaphore_signal_thread_trap),
    any(gsync_wake_trap),
    any(gsync_requeue_trap),
    any(set_emulation_block_trap),
    any(set_thread_tls_trap),
    any(swtch_pri),
    any(swtch),
    any(mach_timebase_info_trap),
};

/// What may wait for ever, or ends its caller.
const any_trap final_traps[] = {
    any(mach_msg_trap),       any(mach_msg_overwrite_trap),
    any(semaphore_wait_trap), any(semaphore_wait_signal_trap),
    any(gsync_wait_trap),     any(semaphore_timedwait_trap),
    any(clock_sleep_trap),    any(thread_exit_trap),
    any(task_exit_trap),
};
