/// \file
/// Raw copies from and to the current address space's user half, fault-tolerant. Access to user
/// pages (SMAP off) exists only inside. <kern/user_copy.hpp> is the interface for the rest of the
/// kernel.
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
/// since calls would cost more than the access. SMAP_SITE and FIXUP of machine/patch.h stand here
/// for inline assembly.
[[nodiscard]] [[gnu::always_inline]] inline copy_status load_words(uint64_t (&to)[3],
                                                                   uint64_t from) {
    if (from >> 47 != 0) return copy_status::fault;
    asm goto volatile(
        ".pushsection .smap_sites, \"a\"; .long 1f - ., 5f - .; .popsection\n"
        ".pushsection .fixups, \"a\"\n"
        ".long 2f - ., %l[failed] - ., 1, 3f - ., %l[failed] - ., 1, 4f - ., %l[failed] - ., 1; "
        ".popsection\n"
        "1: stac\n"
        "2: movq (%[from]), %[a]\n"
        "3: movq 8(%[from]), %[b]\n"
        "4: movl 20(%[from]), %k[c]\n"
        "5: clac"
        : [a] "=&r"(to[0]), [b] "=&r"(to[1]), [c] "=&r"(to[2])
        : [from] "r"(from)
        : "memory"
        : failed);
    return copy_status::done;
failed:
    asm volatile(".pushsection .smap_sites, \"a\"; .long 1f - .; .popsection; 1: clac" ::
                     : "memory");
    return copy_status::fault;
}
/// One word of four bytes.
[[nodiscard]] [[gnu::always_inline]] inline copy_status load_word(uint32_t &to, uint64_t from) {
    if (from >> 47 != 0) return copy_status::fault;
    asm goto volatile(
        ".pushsection .smap_sites, \"a\"; .long 1f - ., 3f - .; .popsection\n"
        ".pushsection .fixups, \"a\"; .long 2f - ., %l[failed] - ., 1; .popsection\n"
        "1: stac\n"
        "2: movl (%[from]), %[a]\n"
        "3: clac"
        : [a] "=&r"(to)
        : [from] "r"(from)
        : "memory"
        : failed);
    return copy_status::done;
failed:
    asm volatile(".pushsection .smap_sites, \"a\"; .long 1f - .; .popsection; 1: clac" ::
                     : "memory");
    return copy_status::fault;
}
/// Three words of a header to `to`, and one of a trailer `size` bytes behind it.
/// \pre `to` is not above MACH_VM_MAX_ADDRESS, nor `size` above a page
[[nodiscard]] [[gnu::always_inline]] inline copy_status store_words(uint64_t to, uint64_t size,
                                                                    const uint64_t (&from)[4]) {
    asm goto volatile(
        ".pushsection .smap_sites, \"a\"; .long 1f - ., 6f - .; .popsection\n"
        ".pushsection .fixups, \"a\"\n"
        ".long 2f - ., %l[failed] - ., 1, 3f - ., %l[failed] - ., 1, 4f - ., %l[failed] - ., 1, 5f "
        "- ., %l[failed] - ., 1\n"
        ".popsection\n"
        "1: stac\n"
        "2: movq %[a], (%[to])\n"
        "3: movq %[b], 8(%[to])\n"
        "4: movq %[c], 16(%[to])\n"
        "5: movq %[d], (%[to],%[size])\n"
        "6: clac"
        :
        : [to] "r"(to), [size] "r"(size), [a] "r"(from[0]), [b] "r"(from[1]), [c] "r"(from[2]),
          [d] "er"(from[3])
        : "memory"
        : failed);
    return copy_status::done;
failed:
    asm volatile(".pushsection .smap_sites, \"a\"; .long 1f - .; .popsection; 1: clac" ::
                     : "memory");
    return copy_status::fault;
}
/// A few words more from or to user memory. \pre the user's address is not above
/// MACH_VM_MAX_ADDRESS; `size` is a multiple of 4 and not above a page
[[nodiscard]] [[gnu::always_inline]] inline copy_status copy_words(uint64_t to, uint64_t from,
                                                                   uint64_t size) {
    uint64_t count = size / 8;
    asm goto volatile(
        ".pushsection .smap_sites, \"a\"; .long 1f - ., 4f - .; .popsection\n"
        ".pushsection .fixups, \"a\"; .long 2f - ., %l[failed] - ., 1, 3f - ., %l[failed] - ., 1; "
        ".popsection\n"
        "1: stac\n"
        "2: rep movsq\n"
        "testb $4, %b[size]\n"
        "je 4f\n"
        "3: movsl\n"
        "4: clac"
        : "+D"(to), "+S"(from), "+c"(count)
        : [size] "r"(size)
        : "memory", "cc"
        : failed);
    return copy_status::done;
failed:
    asm volatile(".pushsection .smap_sites, \"a\"; .long 1f - .; .popsection; 1: clac" ::
                     : "memory");
    return copy_status::fault;
}

}  // namespace machine
