/// \file
/// A Linux system call from application code.
#pragma once

namespace posix::machine {

[[gnu::always_inline]] inline long system_call(long number, long a0, long a1) {
    long result;
    asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a0), "S"(a1) : "rcx", "r11", "memory");
    return result;
}

}  // namespace posix::machine
