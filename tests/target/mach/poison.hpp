/// \file
/// What a debug kernel fills memory with that has not been written: frames and objects that are
/// free, objects and variables that are new. None of it may be seen outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

/// The first word of unwritten kernel memory among whole words of `from`; 0: there is none.
inline uint32_t find_poison(const void *from, std::size_t size) {
    for (const auto *at = static_cast<const std::byte *>(from); size >= sizeof(uint32_t);
         at += sizeof(uint32_t), size -= sizeof(uint32_t)) {
        uint32_t word;
        std::memcpy(&word, at, sizeof word);
        for (const uint32_t poison : {0xa5a5a5a5u, 0xddddddddu, 0xd7d7d7d7u, 0xaaaaaaaau})
            if (word == poison) return word;
    }
    return 0;
}
