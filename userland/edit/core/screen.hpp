#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "edit/core/style.hpp"

namespace edit {

/// What the terminal shows and what it should show, and the fewest bytes that make the one the
/// other. Uses what a VT100 understands: cursor addressing, renditions, erasing lines, scrolling
/// regions.
class screen {
public:
    explicit screen(const terminal_kind &kind) : kind_(kind) {}

    /// The terminal has this size, and nobody knows what it shows.
    void resize(size_t rows, size_t columns);
    void forget() { known_ = false; }
    [[nodiscard]] size_t rows() const { return rows_; }
    [[nodiscard]] size_t columns() const { return columns_; }

    /// Makes a row blank from `column` on.
    void clear(size_t row, size_t column, style look = style::plain);
    /// Puts one cluster of `width` columns, 1 or 2; cut at the right edge.
    void put(size_t row, size_t column, std::string_view cluster, size_t width, style look);
    /// Puts printable ASCII; returns the column behind it.
    size_t print(size_t row, size_t column, std::string_view ascii, style look);
    void place_cursor(size_t row, size_t column);

    /// What to write to the terminal.
    [[nodiscard]] std::string update();

private:
    struct cell {
        std::array<char, 13> bytes{' '};
        uint8_t size = 1;
        uint8_t width = 1;  // 0: the right half of the one before
        style look = style::plain;
        bool operator==(const cell &) const = default;
    };
    using line = std::vector<cell>;

    void scroll();
    [[nodiscard]] size_t matches(ptrdiff_t shift) const;
    void update_row(size_t row);
    void move(size_t row, size_t column);
    void select(style look);
    void send(const cell &c);

    terminal_kind kind_;
    size_t rows_ = 0, columns_ = 0;
    std::vector<line> wanted_, shown_;
    bool known_ = false;
    size_t cursor_row_ = 0, cursor_column_ = 0;
    size_t at_row_ = 0, at_column_ = 0;  // the terminal's cursor; column unknown: columns_
    style look_ = style::plain;
    std::string out_;
};

}  // namespace edit
