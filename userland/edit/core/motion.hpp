#pragma once

#include <cstddef>

#include "edit/core/text.hpp"

namespace edit {

/// Where the next thing begins, and the last one: as the cursor keys move. All take and give
/// offsets between clusters, or at the ends of the text.
class motion {
public:
    motion(const text &in, bool crlf) : text_(in), crlf_(crlf) {}

    [[nodiscard]] size_t next(size_t offset) const;
    [[nodiscard]] size_t previous(size_t offset) const;
    /// The end of this word or the next; the beginning of this word or the one before. Both stop at
    /// line ends.
    [[nodiscard]] size_t next_word(size_t offset) const;
    [[nodiscard]] size_t previous_word(size_t offset) const;
    /// The end of the line's text, before CR LF.
    [[nodiscard]] size_t line_end(size_t offset) const;
    /// Behind the blanks that the line begins with.
    [[nodiscard]] size_t first_non_blank(size_t offset) const;
    /// The bracket that belongs to the one at `offset`; `offset` itself if there is none within
    /// `limit` bytes.
    [[nodiscard]] size_t matching_bracket(size_t offset, size_t limit) const;

private:
    const text &text_;
    bool crlf_;
};

}  // namespace edit
