/// \file
/// A Linux system call from application code.
#pragma once

namespace posix::machine {

[[gnu::always_inline]] inline long system_call(long number, long a0, long a1) {
    register long x8 asm("x8") = number;
    register long x0 asm("x0") = a0;
    register long x1 asm("x1") = a1;
    asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1) : "memory");
    return x0;
}

}  // namespace posix::machine
