#pragma once

#include <array>
#include <optional>
#include <sys/types.h>

/// What chmod(1) makes of a file's permissions `old` with the octal or symbolic mode `text`, given
/// whether the file is a directory and the mask that applies where `text` names nobody. No value if
/// `text` is not a mode.
[[nodiscard]] std::optional<mode_t> parse_mode(const char *text, mode_t old, bool directory,
                                               mode_t mask);

/// A file's type and permissions as `ls -l` shows them: ten characters and a NUL.
[[nodiscard]] std::array<char, 11> mode_text(mode_t mode);

/// The kind of file that `mode` tells of, in words ("regular file"); `size` tells empty ones.
[[nodiscard]] const char *file_kind(mode_t mode, off_t size);
