/// \file
/// Four of O_* have other values here than generically: O_DIRECTORY, O_NOFOLLOW, O_DIRECT and
/// O_LARGEFILE.
#pragma once

#include <cstdint>

namespace posix::machine {

struct open_flag_pair {
    uint32_t own, generic;
};
inline constexpr open_flag_pair open_flag_pairs[] = {
    {040000, 0200000}, {0100000, 0400000}, {0200000, 040000}, {0400000, 0100000}};
inline constexpr uint32_t open_flags_moved = 0740000;

constexpr uint32_t to_generic(uint32_t flags) {
    uint32_t out = flags & ~open_flags_moved;
    for (const open_flag_pair &pair : open_flag_pairs)
        if ((flags & pair.own) != 0) out |= pair.generic;
    return out;
}
constexpr uint32_t from_generic(uint32_t flags) {
    uint32_t out = flags & ~open_flags_moved;
    for (const open_flag_pair &pair : open_flag_pairs)
        if ((flags & pair.generic) != 0) out |= pair.own;
    return out;
}

}  // namespace posix::machine
