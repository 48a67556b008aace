/// \file
/// Which anonymous pages go to the swap space: a clock (F. J. Corbató, "A paging experiment with
/// the Multics system", 1968) over the pages of all swappable objects, one object after the other.
/// Its hand unmaps a page the first time, and takes it the second time unless a fault has touched
/// it between. So ageing costs nothing where faults are served, and what lies side by side is met
/// side by side and written in one go.
#pragma once

#include <vm/vm_object.hpp>

class vm_swap_clock {
public:
    static void add(vm_object &object) REQUIRES(object.lock);
    static void remove(vm_object &object);
    /// Moves the hand over up to about `budget` pages, and begins to write pages out. \return pages
    /// freed at once. No lock held.
    static unsigned turn(unsigned budget);
    /// Writing has freed pages.
    static void written();
    /// Has the hand gone round twice without anything being freed, because the space is full or the
    /// disk fails? Says so once for two rounds.
    static bool exhausted();
};
