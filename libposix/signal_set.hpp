/// \file
/// Sets of signals as Linux's ABI has them: bit n - 1 for signal n, 64 signals.
#pragma once

#include <csignal>
#include <cstdint>

namespace posix {

using signal_set = uint64_t;
inline constexpr int signal_max = 64;

constexpr signal_set set_of(int signal) { return signal_set{1} << (signal - 1); }
constexpr bool contains(signal_set set, int signal) { return (set & set_of(signal)) != 0; }
constexpr bool valid_signal(int signal) { return signal >= 1 && signal <= signal_max; }

/// What neither mask nor disposition changes.
inline constexpr signal_set never_blocked = set_of(SIGKILL) | set_of(SIGSTOP);
inline constexpr signal_set ignored_by_default =
    set_of(SIGCHLD) | set_of(SIGCONT) | set_of(SIGURG) | set_of(SIGWINCH);
inline constexpr signal_set stop_by_default =
    set_of(SIGSTOP) | set_of(SIGTSTP) | set_of(SIGTTIN) | set_of(SIGTTOU);

/// The signal of a set that is delivered first: those that an instruction of the thread caused
/// before the others, then by number.
constexpr int first_signal(signal_set set) {
    constexpr signal_set synchronous = set_of(SIGSEGV) | set_of(SIGBUS) | set_of(SIGILL) |
                                       set_of(SIGTRAP) | set_of(SIGFPE) | set_of(SIGSYS);
    if ((set & synchronous) != 0) set &= synchronous;
    return set == 0 ? 0 : __builtin_ctzll(set) + 1;
}

}  // namespace posix
