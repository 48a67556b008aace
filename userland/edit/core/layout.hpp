#pragma once

#include <cstddef>

#include "edit/core/text.hpp"

namespace edit {

/// A row of the screen: as much of a line as is wide enough.
struct row {
    size_t line = 0;  ///< where its line begins
    size_t begin = 0;
    size_t end = 0;          ///< behind its last character, before the line end
    size_t next = 0;         ///< where the next row begins, if there is one
    bool ends_line = false;  ///< no more rows in this line
    bool ends_text = false;  ///< no more rows at all
};

/// Breaks lines into rows. A row never needs more than a bounded part of its line to be looked at,
/// however long that is: every `segment` bytes of a line a row begins in any case.
class layout {
public:
    /// A row has `width` columns, at least 1, for characters.
    layout(const text &in, bool crlf, size_t width) : text_(in), crlf_(crlf), width_(width) {}

    /// The row that shows the byte at `offset`, at most size().
    [[nodiscard]] row row_at(size_t offset) const;
    /// The row below; the row itself at the end.
    [[nodiscard]] row below(const row &r) const;
    /// The row above; the row itself at the beginning.
    [[nodiscard]] row above(const row &r) const;

    /// The column of the cluster at `offset`, which is in the row or at its end.
    [[nodiscard]] size_t column_of(const row &r, size_t offset) const;
    /// The cluster of the row that covers `column`, or its end (the last cluster if the line goes
    /// on in the next row).
    [[nodiscard]] size_t offset_at(const row &r, size_t column) const;

    static constexpr size_t segment = 4096;

private:
    [[nodiscard]] size_t segment_begin(size_t line, size_t number) const;
    [[nodiscard]] row row_from(size_t line, size_t begin) const;
    bool fill(row &r, size_t limit, size_t bytes) const;

    const text &text_;
    bool crlf_;
    size_t width_;
};

}  // namespace edit
