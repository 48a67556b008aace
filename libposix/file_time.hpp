/// \file
/// Setting a file's times, for the several calls that do.
#pragma once

#include <cstdint>

#include <clock.hpp>
#include <user_copy.hpp>

namespace posix {

/// \param times access and modification time (nanoseconds may be UTIME_NOW, UTIME_OMIT), or null:
/// both now.
/// \param path null: the descriptor `directory` itself. \param flags AT_*.
long set_file_times(int directory, user_address path, const time_value *times, uint32_t flags);

}  // namespace posix
