/// \file
/// Whole pages, 4 KiB aligned, in the direct map.
#pragma once

namespace machine {

extern "C" void machine_clear_page(void *page);

inline void clear_page(void *page) { machine_clear_page(page); }
/// 512 iterations: a string move does load and store in one.
inline void copy_page(void *to, const void *from) {
    unsigned long words = 512;
    asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
}
/// A page that will be mapped executable has been written: x86 instruction fetch snoops stores.
inline void sync_instructions(const void *, unsigned long) {}

}  // namespace machine
