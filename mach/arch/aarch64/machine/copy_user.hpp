/// \file
/// Raw copies from and to the current address space's user half, fault-tolerant. Privileged access
/// to user pages (PAN off) exists only inside. <kern/user_copy.hpp> is the interface for the rest
/// of the kernel.
#pragma once

#include <cstddef>
#include <cstdint>

namespace machine {

enum class copy_status : int {
    done = 0,
    fault =
        1,  ///< not a user address, or trap_kernel_page_fault gave up; a part may have been copied
};

extern "C" copy_status machine_copy_from_user(void *to, uint64_t from, std::size_t size);
extern "C" copy_status machine_copy_to_user(uint64_t to, const void *from, std::size_t size);

[[nodiscard]] inline copy_status copy_from_user(void *to, uint64_t from, std::size_t size) {
    return machine_copy_from_user(to, from, size);
}
[[nodiscard]] inline copy_status copy_to_user(uint64_t to, const void *from, std::size_t size) {
    return machine_copy_to_user(to, from, size);
}

/// A message header in registers, of its third word the upper half, or one with a trailer. In line,
/// since calls would cost more than the access, and with the user's own rights, so that PAN need
/// not change.
[[nodiscard]] [[gnu::always_inline]] inline copy_status load_words(uint64_t (&to)[3],
                                                                   uint64_t from) {
    if (from >> 47 != 0) return copy_status::fault;
    asm goto volatile(
        "1: ldtr %[a], [%[from]]\n"
        "ldtr %[b], [%[from], #8]\n"
        "ldtr %w[c], [%[from], #20]\n"
        "2:\n"
        ".pushsection .fixups, \"a\"; .long 1b - ., 2b - ., %l[failed] - .; .popsection"
        : [a] "=&r"(to[0]), [b] "=&r"(to[1]), [c] "=&r"(to[2])
        : [from] "r"(from)
        : "memory"
        : failed);
    return copy_status::done;
failed:
    return copy_status::fault;
}
/// One word of four bytes.
[[nodiscard]] [[gnu::always_inline]] inline copy_status load_word(uint32_t &to, uint64_t from) {
    if (from >> 47 != 0) return copy_status::fault;
    asm goto volatile(
        "1: ldtr %w[a], [%[from]]\n"
        "2:\n"
        ".pushsection .fixups, \"a\"; .long 1b - ., 2b - ., %l[failed] - .; .popsection"
        : [a] "=&r"(to)
        : [from] "r"(from)
        : "memory"
        : failed);
    return copy_status::done;
failed:
    return copy_status::fault;
}
/// Three words of a header to `to`, and one of a trailer `size` bytes behind it.
/// \pre `to` is not above MACH_VM_MAX_ADDRESS, nor `size` above a page
[[nodiscard]] [[gnu::always_inline]] inline copy_status store_words(uint64_t to, uint64_t size,
                                                                    const uint64_t (&from)[4]) {
    asm goto volatile(
        "1: sttr %[a], [%[to]]\n"
        "sttr %[b], [%[to], #8]\n"
        "sttr %[c], [%[to], #16]\n"
        "sttr %[d], [%[behind]]\n"
        "2:\n"
        ".pushsection .fixups, \"a\"; .long 1b - ., 2b - ., %l[failed] - .; .popsection"
        :
        : [to] "r"(to), [behind] "r"(to + size), [a] "r"(from[0]), [b] "r"(from[1]),
          [c] "r"(from[2]), [d] "r"(from[3])
        : "memory"
        : failed);
    return copy_status::done;
failed:
    return copy_status::fault;
}
/// A few words more from or to user memory. \pre the user's address is not above
/// MACH_VM_MAX_ADDRESS; `size` is a multiple of 4 and not above a page. It keeps all but a few
/// registers.
extern "C" [[clang::preserve_most]] copy_status machine_copy_unchecked(uint64_t to, uint64_t from,
                                                                       uint64_t size);
[[nodiscard]] inline copy_status copy_words(uint64_t to, uint64_t from, uint64_t size) {
    return machine_copy_unchecked(to, from, size);
}

}  // namespace machine
