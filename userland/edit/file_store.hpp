#pragma once

#include <expected>
#include <memory>
#include <string>

#include "edit/open_file.hpp"

namespace edit {

/// Opens what `path` names; a file that does not exist is empty, and made when it is saved. "-" is
/// standard input. The error is a text for people.
[[nodiscard]] std::expected<std::unique_ptr<open_file>, std::string> load_file(
    const std::string &path);

/// Whether the file on disk is another one than was read or written last.
[[nodiscard]] bool is_changed_on_disk(const open_file &file);

/// Writes the document to its path, so that at any moment either the old or the new content is
/// whole on disk. A new file takes the old one's place, with its mode and owner. Where that is not
/// possible (other links, a directory that may not be written, another's file), the content is
/// written over the old one while a copy stands in the recovery file. The error is a text for
/// people, and then the document still counts as modified.
[[nodiscard]] std::expected<void, std::string> save_file(open_file &file);

/// The file that a path leads to, through symbolic links that may lead nowhere. Empty if there are
/// too many.
[[nodiscard]] std::string resolve_links(const std::string &path);

/// Where the file's name begins in a path.
[[nodiscard]] size_t name_offset(const std::string &path);

}  // namespace edit
