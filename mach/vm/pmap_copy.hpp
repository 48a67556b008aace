/// \file
/// pmap::copy_here, in line: what a long message costs beyond the copying itself.
#pragma once

#include <kern/processor.hpp>
#include <machine/copy_user.hpp>
#include <vm/pmap.hpp>

[[gnu::always_inline]] inline bool pmap::copy_here(uint64_t from, uint64_t to, std::size_t size) {
    bool &faults_off = this_processor().faults_off;
    lock_guard guard(lock_);  // a window stays until the copy is done
    faults_off = true;
    bool done = false;
    for (;;) {
        const uint64_t page = to >> MACH_PAGE_SHIFT;
        const window &here = windows_[page % windows];
        if (here.page != page && !open_window(page)) [[unlikely]]
            break;
        const auto beyond =
            static_cast<int64_t>((to & MACH_PAGE_MASK) + size - uint64_t{MACH_PAGE_SIZE});
        std::size_t part = size;
        if (beyond > 0) {
            if (beyond % 4 != 0) break;  // a word on two pages
            part -= static_cast<std::size_t>(beyond);
        }
        if (machine::copy_words(to + here.away, from, part) != machine::copy_status::done) break;
        done = beyond <= 0;
        if (done) break;
        to += part;
        from += part;
        size -= part;
    }
    faults_off = false;
    return done;
}
