#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace edit {

/// What the cursor steps over as one thing: a character with the combining characters behind it, a
/// line end, or one byte or character that is shown by a stand-in.
struct cluster {
    enum kind : uint8_t { printable, tab, stand_in, line_end };
    size_t size = 0;   ///< bytes
    size_t width = 0;  ///< columns; a line end has none
    kind what = printable;
};

constexpr size_t tab_width = 8;
/// Bytes that next_cluster needs to see to be right; more combining characters begin a new cluster.
constexpr size_t longest_cluster = 64;

/// The cluster at the beginning of `bytes`, which are not empty, where it is shown at `column`
/// of its row. With `crlf`, a carriage return before a newline belongs to the line end.
[[nodiscard]] cluster next_cluster(std::string_view bytes, size_t column, bool crlf);

/// How a cluster of kind stand_in is shown: "^A", "<ff>" for an invalid byte, "<U+202e>".
[[nodiscard]] std::string stand_in_for(std::string_view bytes);

/// Columns of a character on the terminal: 0 if it combines with the one before, 2 if wide, -1 if
/// it must not be sent there.
[[nodiscard]] int width_of(uint32_t code);

}  // namespace edit
