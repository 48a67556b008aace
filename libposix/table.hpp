/// \file
/// From Linux's system call numbers to handlers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace posix {

using call_handler = long (*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

struct table_entry {
    long number;
    call_handler handler;
};

/// Numbers are below this on every architecture.
inline constexpr uint64_t call_number_end = 512;

/// The handler of a number; null: not implemented.
call_handler find_call(uint64_t number);
/// Notes that a number without a handler was called; the process server hears of it.
void count_unimplemented(uint64_t number);
/// Tells the server what has been counted but not yet told.
void report_unimplemented();

namespace detail {
template <auto Function>
struct thunk;
template <class... Arguments, long (*Function)(Arguments...)>
struct thunk<Function> {
    static long call(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5) {
        const uint64_t raw[]{a0, a1, a2, a3, a4, a5};
        return invoke(raw, std::index_sequence_for<Arguments...>{});
    }

private:
    // Integers are cut and pointers reinterpreted, as the ABI has it; a C cast does either.
    template <std::size_t... I>
    static long invoke(const uint64_t *raw, std::index_sequence<I...>) {
        (void)raw;
        return Function((Arguments)raw[I]...);
    }
};
}  // namespace detail

/// A table entry for a handler with its own argument types.
template <auto Function>
constexpr table_entry entry(long number) {
    return {number, &detail::thunk<Function>::call};
}

}  // namespace posix
