#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

/// A process, as its folder in /proc tells. Times are in ticks of `ticks_per_second`, `start` since
/// the system's start; sizes are in bytes.
struct process_entry {
    pid_t pid = 0, parent = 0, group = 0, session = 0, terminal_group = 0;
    unsigned terminal = 0;  ///< device number; 0 without one
    char state = '?';
    long priority = 0, nice = 0, threads = 1;
    uint64_t user_time = 0, system_time = 0, start = 0;
    uint64_t virtual_size = 0, resident_size = 0;
    uid_t user = 0, real_user = 0;
    gid_t real_group = 0;
    std::string name;       ///< at most 15 bytes
    std::string arguments;  ///< with spaces between; empty for the kernel's own and for zombies

    [[nodiscard]] uint64_t time() const { return user_time + system_time; }
    /// The arguments, or the name in brackets.
    [[nodiscard]] std::string command() const;
};

/// The process `pid`; no value if there is none, or not any more.
[[nodiscard]] std::optional<process_entry> read_process(pid_t pid);

/// All processes by rising number; empty, with errno set, if /proc cannot be read.
[[nodiscard]] std::vector<process_entry> read_processes();

/// Ticks in a second, of all times here.
[[nodiscard]] uint64_t ticks_per_second();

/// What a terminal's device number is called below /dev; "?" for none.
[[nodiscard]] std::string terminal_name(unsigned device);
