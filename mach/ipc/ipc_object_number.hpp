/// \file
/// What tells ports and sets from each other outside of the kernel.
#pragma once

#include <cstdint>

/// The same as long as the object lives, and different for different ones. An address must not be
/// shown, so it is scrambled.
inline uint64_t ipc_object_number(const void *object) {
    uint64_t number = reinterpret_cast<uintptr_t>(object);
    number = (number ^ number >> 29) * 0xbf58476d1ce4e5b9ull;
    return (number ^ number >> 32) & 0xffffffffffff;
}
