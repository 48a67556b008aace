/// \file
/// The traps by name; numbers in <mach/traps.h>. Each is served on the calling thread's registers.
#pragma once

#include <kern/thread.hpp>
#include <kern/trap.hpp>

using trap_function = trap_outcome (*)(thread &self, machine::frame &frame);

#define TRAP(name) trap_outcome trap_##name(thread &self, machine::frame &frame)
TRAP(vm_allocate);
TRAP(vm_deallocate);
TRAP(vm_protect);
TRAP(vm_map);
TRAP(port_allocate);
TRAP(port_deallocate);
TRAP(port_mod_refs);
TRAP(port_move_member);
TRAP(port_insert_right);
TRAP(port_insert_member);
TRAP(port_extract_member);
TRAP(reply_port);
TRAP(thread_self);
TRAP(task_self);
TRAP(host_self);
TRAP(msg);
TRAP(msg_overwrite);
TRAP(semaphore_signal);
TRAP(semaphore_signal_all);
TRAP(semaphore_signal_thread);
TRAP(semaphore_wait);
TRAP(semaphore_wait_signal);
TRAP(semaphore_timedwait);
TRAP(gsync_wait);
TRAP(gsync_wake);
TRAP(gsync_requeue);
TRAP(set_emulation_block);
TRAP(thread_exit);
TRAP(task_exit);
TRAP(debug_write);
TRAP(set_thread_tls);
TRAP(swtch_pri);
TRAP(swtch);
TRAP(thread_switch);
TRAP(clock_sleep);
TRAP(timebase_info);
TRAP(wait_until);
#undef TRAP
