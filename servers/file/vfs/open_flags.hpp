/// \file
/// Linux's generic values of the flags that come in messages. They are spelled out because the C
/// library's header has ARM64's own values on ARM64, which libposix translates.
#pragma once

#include <cstdint>

namespace vfs::open_flag {

inline constexpr uint32_t access_mode = 3, read_only = 0, write_only = 1, read_write = 2;
inline constexpr uint32_t create = 0100, exclusive = 0200, truncate = 01000, append = 02000,
                          nonblock = 04000, direct = 040000, directory = 0200000,
                          no_follow = 0400000, no_access_time = 01000000, path = 010000000,
                          temporary = 020000000 | directory;
/// Our own: an executable that is mapped, not read (protocol::file_open_execute).
inline constexpr uint32_t execute = 0x80000000;
/// What stays with the open file and may be read back.
inline constexpr uint32_t status = access_mode | append | nonblock | direct | path | execute;
/// What F_SETFL may change.
inline constexpr uint32_t changeable = append | nonblock | direct;

}  // namespace vfs::open_flag
