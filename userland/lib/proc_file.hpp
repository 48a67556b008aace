#pragma once

#include <optional>
#include <string>
#include <string_view>

/// All of a file that tells its size only when read, as those of /proc. No value with errno set if
/// it cannot be read.
[[nodiscard]] std::optional<std::string> read_proc_file(const char *path);

/// The number in `text` behind `name` at the start of a line, as "MemFree:" of /proc/meminfo. No
/// value if there is no such line.
[[nodiscard]] std::optional<unsigned long long> number_after(std::string_view text,
                                                             std::string_view name);
