#pragma once

#include <optional>
#include <sys/types.h>

/// What chmod(1) makes of a file's permissions `old` with the octal or symbolic mode `text`, given
/// whether the file is a directory and the mask that applies where `text` names nobody. No value if
/// `text` is not a mode.
[[nodiscard]] std::optional<mode_t> parse_mode(const char *text, mode_t old, bool directory,
                                               mode_t mask);
