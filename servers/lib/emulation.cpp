#include <lib/emulation.hpp>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <lib/clock.hpp>
#include <mach/mach_traps.h>

namespace {

// Linux's futex operations (futex(2)); musl has no public header for them.
constexpr long futex_wait = 0, futex_wake = 1, futex_command_mask = ~(128L | 256L);

server::emulation_block first_block;

vm_prot_t protection_of(long prot) {
    return ((prot & PROT_READ) ? VM_PROT_READ : 0) | ((prot & PROT_WRITE) ? VM_PROT_WRITE : 0) |
           ((prot & PROT_EXEC) ? VM_PROT_EXECUTE : 0);
}

long map_memory(uint64_t address, uint64_t size, long prot, long flags) {
    if ((flags & MAP_ANONYMOUS) == 0) return -ENODEV;
    mach_vm_address_t where = address;
    const int placement =
        (flags & MAP_FIXED) ? VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE : VM_FLAGS_ANYWHERE;
    const kern_return_t kr =
        mach_vm_map_trap(mach_task_self(), &where, size, 0, placement, protection_of(prot));
    return kr == KERN_SUCCESS ? static_cast<long>(where) : -ENOMEM;
}

long futex(uint64_t address, long operation, uint32_t value, const timespec *timeout) {
    switch (operation & futex_command_mask) {
    case futex_wait: {
        const int flags = timeout ? GSYNC_TIMED : 0;
        const uint64_t ns = timeout ? static_cast<uint64_t>(timeout->tv_sec) * 1'000'000'000u +
                                          static_cast<uint64_t>(timeout->tv_nsec)
                                    : 0;
        switch (gsync_wait_trap(mach_task_self(), address, value, 0, ns, flags)) {
        case KERN_SUCCESS: return 0;
        case KERN_OPERATION_TIMED_OUT: return -ETIMEDOUT;
        case KERN_ABORTED: return -EINTR;
        case KERN_INVALID_ARGUMENT: return -EAGAIN;
        default: return -EFAULT;
        }
    }
    case futex_wake: {
        const int flags = value > 1 ? GSYNC_BROADCAST : 0;
        return gsync_wake_trap(mach_task_self(), address, 0, flags) == KERN_SUCCESS ? 1 : 0;
    }
    default: return -ENOSYS;
    }
}

long write_vector(const iovec *vector, long count) {
    long total = 0;
    for (long i = 0; i < count; ++i) {
        debug_write_trap(static_cast<const char *>(vector[i].iov_base), vector[i].iov_len);
        total += static_cast<long>(vector[i].iov_len);
    }
    return total;
}

long clock_gettime(timespec *out) {
    const uint64_t now = server::monotonic_ns();
    *out = {.tv_sec = static_cast<time_t>(now / 1'000'000'000u),
            .tv_nsec = static_cast<long>(now % 1'000'000'000u)};
    return 0;
}

}  // namespace

extern "C" mach_port_t *mach_reply_port_slot() { return &server::this_block().reply_port; }

extern "C" void server_emulation_start() {
    server::set_this_block(first_block);
    mach_init();
    // No image bounds: nobody interrupts a server's thread, and the C library, which lies in the
    // image, must be redirected.
    const mach_emulation_t emulation{
        .syscall_entry = reinterpret_cast<uint64_t>(server_emulation_entry),
        .interrupt_entry = 0,
        .image_start = 0,
        .image_end = 0,
        .exit_start = 0,
        .exit_end = 0};
    if (task_set_emulation(mach_task_self(), &emulation) != KERN_SUCCESS) task_exit_trap();
}

extern "C" long server_emulation_call(long number, long a0, long a1, long a2, long a3, long, long) {
    switch (number) {
    case SYS_mmap: return map_memory(static_cast<uint64_t>(a0), static_cast<uint64_t>(a1), a2, a3);
    case SYS_munmap:
        return mach_vm_deallocate(mach_task_self(), static_cast<uint64_t>(a0),
                                  static_cast<uint64_t>(a1)) == KERN_SUCCESS
                   ? 0
                   : -EINVAL;
    case SYS_mprotect:
        return mach_vm_protect(mach_task_self(), static_cast<uint64_t>(a0),
                               static_cast<uint64_t>(a1), 0, protection_of(a2)) == KERN_SUCCESS
                   ? 0
                   : -ENOMEM;
    case SYS_futex:
        return futex(static_cast<uint64_t>(a0), a1, static_cast<uint32_t>(a2),
                     reinterpret_cast<const timespec *>(a3));
    case SYS_write: {
        const iovec one{reinterpret_cast<void *>(a1), static_cast<size_t>(a2)};
        return write_vector(&one, 1);
    }
    case SYS_writev: return write_vector(reinterpret_cast<const iovec *>(a1), a2);
    case SYS_clock_gettime: return clock_gettime(reinterpret_cast<timespec *>(a1));
    case SYS_set_tid_address:
    case SYS_gettid:
    case SYS_getpid: return 1;
    case SYS_madvise:
    case SYS_rt_sigprocmask:
    case SYS_rt_sigaction: return 0;
    case SYS_ioctl: return -ENOTTY;
#ifdef SYS_arch_prctl
    case SYS_arch_prctl:
        return a0 == 0x1002 /* ARCH_SET_FS */ ? set_thread_tls_trap(static_cast<uint64_t>(a1))
                                              : -EINVAL;
#endif
    case SYS_exit:
    case SYS_exit_group:
    case SYS_tkill: task_exit_trap(); return 0;
    default: return -ENOSYS;
    }
}
