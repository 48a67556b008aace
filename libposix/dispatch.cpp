// A system call, from the assembly entry.
#include <cerrno>

#include <application_time.hpp>
#include <call_trace.hpp>
#include <errno_of.hpp>
#include <signals.hpp>
#include <table.hpp>
#include <thread_block.hpp>

using posix::thread_block;

/// \pre the application's registers are in the block. Leaves the result there.
extern "C" void posix_system_call(thread_block *block) {
    posix::leave_application(*block);
    posix::machine::registers &registers = block->registers;
    const uint64_t number = registers.number();
    block->call_number = number;
    block->call_argument = registers.argument0();
    block->fresh = false;
    if (posix::is_traced()) [[unlikely]]
        posix::trace_enter(*block);
    long result = -ENOSYS;
    if (const posix::call_handler handler = posix::find_call(number))
        result = handler(POSIX_CALL_ARGUMENTS(registers));
    else
        posix::count_unimplemented(number);
    if (posix::is_traced()) [[unlikely]]
        posix::trace_leave(*block, block->fresh ? 0 : result);
    if (!block->fresh) registers.set_result(result);
    const bool restarts = result <= posix::restart_always && result >= posix::restart_record_set;
    if (restarts || block->taken.signal != 0 || block->restore_mask ||
        posix::signals_known_pending())
        posix::finish_call(*block);
    posix::enter_application(*block);
}
