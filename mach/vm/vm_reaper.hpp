/// \file
/// Frees what is dead in bounded pieces: objects without references, and ranges of pages that
/// nothing maps any more.
#pragma once

#include <cstdint>

#include <kern/ref.hpp>

class vm_object;

class vm_reaper {
public:
    /// Begins to destroy an object that nobody refers to; what is too long for now is left for
    /// `step`. Never recurses, however long the chain of shadows that goes with it.
    static void dispose(vm_object &object);
    /// Frees up to `budget` pages. \return true when there is nothing left to do. No lock may be
    /// held.
    static bool step(unsigned budget);
    /// Is nothing left to do? kern/kernel_work.cpp asks on the way out of the kernel and when idle.
    static bool idle();
    static void initialise();

    /// While one exists, objects that lose their last reference on this processor are only put on
    /// the reaper's list: for code that drops references with the lock of a map or an object held.
    class deferral {
    public:
        deferral();
        ~deferral();
        deferral(const deferral &) = delete;

    private:
        bool before_;
    };

private:
    /// \return true when the object is gone.
    static bool reduce(vm_object &object, unsigned &budget);
    static void finish(vm_object &object);
    static void postpone(vm_object &object);
};
