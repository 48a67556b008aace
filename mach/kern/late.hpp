/// \file
/// An object in static storage that is constructed when the kernel says so, not by static
/// initialisation: for what has to exist, as zeros, before the first constructor may run.
#pragma once

#include <new>
#include <utility>

template <class T>
class late {
public:
    constexpr late() : nothing_() {}
    constexpr ~late() {}  // lives as long as the kernel
    template <class... Arguments>
    void construct(Arguments &&...arguments) {
        ::new (static_cast<void *>(&object_)) T(std::forward<Arguments>(arguments)...);
    }
    T &operator*() { return object_; }
    T *operator->() { return &object_; }

private:
    union {
        char nothing_;
        T object_;
    };
};
