/// \file
/// User registers of the host architecture: a trap's arguments and result, and what an entry into
/// user mode needs.
#pragma once

#include <cstdint>

#include <kern/result.hpp>

class thread;

namespace machine {

struct frame {
    uint64_t arguments[8];
    int64_t number, value;
    uint64_t pc, sp, flags;
};
struct alignas(16) fp_state {
    uint64_t words[2];
};

inline int64_t syscall_number(const frame &f) { return f.number; }
template <unsigned N>
inline uint64_t argument(const frame &f) {
    static_assert(N < 8);
    return f.arguments[N];
}
inline void set_argument(frame &f, unsigned n, uint64_t value) { f.arguments[n] = value; }
inline void set_return(frame &f, int64_t value) { f.value = value; }
inline void rewind_syscall(frame &) {}
inline uint64_t pc(const frame &f) { return f.pc; }
inline uint64_t sp(const frame &f) { return f.sp; }
inline uint64_t flags(const frame &f) { return f.flags; }
inline void set_pc(frame &f, uint64_t value) { f.pc = value; }
inline void set_sp(frame &f, uint64_t value) { f.sp = value; }
inline frame user_frame(uint64_t pc, uint64_t sp) {
    frame f{};
    f.pc = pc;
    f.sp = sp;
    return f;
}
void set_tls(thread &t, uint64_t address);
[[nodiscard]] result<> get_state(const thread &t, int flavor, uint32_t *words, uint32_t &count);
[[nodiscard]] result<> set_state(thread &t, int flavor, const uint32_t *words, uint32_t count);

}  // namespace machine
