#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "edit/core/document.hpp"

namespace edit {

/// What identifies a version of a file.
struct file_version {
    uint64_t size = 0;
    int64_t seconds = 0;
    int64_t nanoseconds = 0;
    bool operator==(const file_version &) const = default;
};

/// What a recovery file says of itself, before the text.
struct recovery_header {
    uint64_t process = 0;  ///< who wrote it
    file_version base;     ///< of the file that was edited
    std::string path;
};

/// Up to this size of the original a record is complete in itself; larger ones refer to the file.
constexpr size_t self_contained = size_t{1} << 20;

/// Gives a document's state in pieces to `sink`, which may return false to end it. True if all was
/// taken.
///
///     edit-recovery 1 PROCESS SIZE SECONDS NANOSECONDS LENGTH   of the base, and of the path
///     PATH
///     o BEGIN SIZE        bytes of the base, in rising order
///     a SIZE              bytes that follow, and a newline
///     end
[[nodiscard]] bool write_recovery(const recovery_header &header, const text &state,
                                  const std::function<bool(std::string_view)> &sink);

/// The header; none if `bytes` are no recovery file.
[[nodiscard]] std::optional<recovery_header> read_recovery_header(std::string_view bytes);

/// Whether it needs the base's bytes.
[[nodiscard]] bool recovery_needs_base(std::string_view bytes);

/// Makes the document, which shows the base, what the record says, as one edit. False, and nothing
/// done, if the record is not whole or refers to bytes that are not there.
[[nodiscard]] bool apply_recovery(std::string_view bytes, document &to);

}  // namespace edit
