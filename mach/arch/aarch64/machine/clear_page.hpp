/// \file
/// Whole pages, 4 KiB aligned, in the direct map.
#pragma once

namespace machine {

extern "C" void machine_clear_page(void *page);
extern "C" void machine_copy_page(void *to, const void *from);

inline void clear_page(void *page) { machine_clear_page(page); }
inline void copy_page(void *to, const void *from) { machine_copy_page(to, from); }
/// A page that will be mapped executable has been written: makes instruction fetch see it on all
/// processors.
void sync_instructions(const void *begin, unsigned long size);

}  // namespace machine
