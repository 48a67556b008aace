// membarrier: every other thread of the process is taken off its processor for a moment, for the
// way into the kernel and out again orders memory and instructions. Other processes are not
// reached, so the commands that mean them are refused, as Linux does on some machines.
#include <syscall/barrier.hpp>

#include <cerrno>

#include <threads.hpp>

namespace posix {

namespace {

enum command : int32_t {
    query = 0,
    private_expedited = 8,
    register_private_expedited = 16,
    private_expedited_sync_core = 32,
    register_private_expedited_sync_core = 64,
};
constexpr long commands = private_expedited | register_private_expedited |
                          private_expedited_sync_core | register_private_expedited_sync_core;

uint32_t registered;

long barrier(uint32_t needs) {
    if ((__atomic_load_n(&registered, __ATOMIC_RELAXED) & needs) == 0) return -EPERM;
    pause_other_threads();
    return 0;
}

}  // namespace

long sys_membarrier(int32_t command, uint32_t flags, int32_t) {
    if (flags != 0) return -EINVAL;
    switch (command) {
    case query: return commands;
    case register_private_expedited:
    case register_private_expedited_sync_core:
        (void)__atomic_fetch_or(&registered, static_cast<uint32_t>(command), __ATOMIC_RELAXED);
        return 0;
    case private_expedited: return barrier(register_private_expedited);
    case private_expedited_sync_core: return barrier(register_private_expedited_sync_core);
    default: return -EINVAL;
    }
}

void forget_barriers() { registered = 0; }

}  // namespace posix
