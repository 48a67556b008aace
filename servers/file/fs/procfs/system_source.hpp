/// \file
/// What procfs knows about the machine: asked from the kernel (port/system_source.cpp), made up by
/// tests.
#pragma once

#include <cstdint>

namespace procfs {

struct system_state {
    uint64_t memory_total, memory_free;  ///< bytes
    uint64_t memory_files, disk_files;   ///< bytes in memory that belong to files
    uint64_t disk_inactive;              ///< those of disk_files that go first
    uint64_t swap_total, swap_free;      ///< bytes
    uint64_t swap_ins, swap_outs;        ///< pages; since boot
    uint64_t page_ins, page_outs;        ///< likewise, those and files' of disks
    uint64_t faults;
    uint64_t uptime_ns;
    uint64_t boot_time_s;                  ///< since the epoch
    uint64_t user_ns, system_ns, idle_ns;  ///< over all processors
    uint64_t context_switches, interrupts;
    uint32_t load[3];  ///< thousandths, over 1, 5 and 15 minutes
    uint32_t threads, runnable;
    uint32_t processors;
    const char *machine;  ///< as uname's
};
system_state read_system();
/// The partition of the swap space, as in /dev; zero-terminated. Empty without one.
void swap_device(char (&name)[64]);
/// Fills `to` (256 bytes) with the kernel's name and version, one line.
void kernel_version(char *to);

}  // namespace procfs
