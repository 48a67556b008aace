#include <cerrno>

#include <sys/sysinfo.h>

#include <clock.hpp>
#include <mach/mach.h>
#include <mach/swap_info.h>
#include <syscall/calls.hpp>
#include <system_info.hpp>

namespace posix {

unsigned processor_count() {
    host_basic_info_data_t info{};
    mach_msg_type_number_t words = HOST_BASIC_INFO_COUNT;
    if (host_info(mach_host_self(), HOST_BASIC_INFO, reinterpret_cast<host_info_t>(&info),
                  &words) != KERN_SUCCESS ||
        info.avail_cpus == 0)
        return 1;
    return info.avail_cpus;
}

uint64_t random_bits() {
    uint64_t bits = 0;
    if (host_random_seed(mach_host_self(), &bits) != KERN_SUCCESS)
        bits = monotonic_ns() * 0x9e3779b97f4a7c15u;
    return bits;
}

long sys_sysinfo(user_address buffer) {
    host_vm_info_data_t memory{};
    mach_msg_type_number_t words = HOST_VM_INFO_COUNT;
    (void)host_statistics(mach_host_self(), HOST_VM_INFO, reinterpret_cast<host_info_t>(&memory),
                          &words);
    host_load_info_data_t load{};
    words = HOST_LOAD_INFO_COUNT;
    (void)host_statistics(mach_host_self(), HOST_LOAD_INFO, reinterpret_cast<host_info_t>(&load),
                          &words);
    host_swap_info_data_t swap{};
    words = HOST_SWAP_INFO_COUNT;
    (void)host_statistics(mach_host_self(), HOST_SWAP_INFO, reinterpret_cast<host_info_t>(&swap),
                          &words);
    // The C library's structure has room for growth behind the kernel's 112 bytes.
    struct sysinfo out{};
    out.uptime = monotonic_ns() / ns_per_second;
    for (int i = 0; i < 3; ++i)
        out.loads[i] = static_cast<unsigned long>(load.avenrun[i]) * 65536 / LOAD_SCALE;
    out.totalram = memory.total * memory.page_size;
    out.freeram = memory.free * memory.page_size;
    out.totalswap = swap.total * memory.page_size;
    out.freeswap = swap.free * memory.page_size;
    out.procs = static_cast<unsigned short>(load.tasks);
    out.mem_unit = 1;
    return copy_to_user(buffer, &out, 112) ? 0 : -EFAULT;
}

long sys_getrandom(user_address buffer, uint64_t size, uint32_t flags) {
    constexpr uint32_t random = 2, insecure = 4;  // GRND_*
    if ((flags & ~7u) != 0 || (flags & (random | insecure)) == (random | insecure)) return -EINVAL;
    if (size > 0x1ffffff) size = 0x1ffffff;
    for (uint64_t done = 0; done < size; done += 8) {
        const uint64_t bits = random_bits();
        if (!copy_to_user(buffer + done, &bits, size - done < 8 ? size - done : 8)) return -EFAULT;
    }
    return static_cast<long>(size);
}

}  // namespace posix
