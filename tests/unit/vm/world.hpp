/// \file
/// A machine for the memory code under test: RAM that is a piece of the host's memory, one current
/// thread, no scheduler.
#pragma once

#include <cstdint>

#include <kern/task.hpp>
#include <kern/thread.hpp>

namespace world {

/// Frames that are free when nothing is allocated but what zones keep; finishes all pending work
/// first.
uint64_t settled_free_pages();
/// Objects of the zone in use.
long in_use(const char *zone);
/// The thread that is current.
thread &self();
/// Has somebody woken it?
bool runnable();
/// Tasks that vm_out_of_memory finds.
extern task *victim;
/// Takes all free frames but `left` away, and gives them back at the end of its life.
class shortage {
public:
    explicit shortage(uint64_t left);
    ~shortage();

private:
    void *taken_ = nullptr;
};

}  // namespace world
