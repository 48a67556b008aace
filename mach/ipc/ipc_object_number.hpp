/// \file
/// What tells ports and sets from each other outside of the kernel.
#pragma once

#include <cstdint>

/// Chosen at boot, so that no address can be computed from a number.
struct ipc_object_secret {
    uint64_t before, factor;  ///< the factor is odd
};
extern ipc_object_secret ipc_object_secret;

/// The same as long as the object lives, and different for different ones. An address must not be
/// shown, so it is scrambled, with multiplications as in S. Vigna's splitmix64.
inline uint64_t ipc_object_number(const void *object) {
    uint64_t number = reinterpret_cast<uintptr_t>(object) ^ ipc_object_secret.before;
    number = (number ^ number >> 29) * ipc_object_secret.factor;
    number = (number ^ number >> 32) * 0xbf58476d1ce4e5b9ull;
    return (number ^ number >> 32) & 0xffffffffffff;
}
