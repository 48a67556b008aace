#include "edit/core/screen.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "edit/core/decimal.hpp"

namespace edit {

namespace {

void append_number(std::string &to, size_t value) { to += decimal(value); }

/// Unchanged cells that are sent again rather than jumped over.
constexpr size_t worth_a_jump = 6;

}  // namespace

void screen::resize(size_t rows, size_t columns) {
    rows_ = rows;
    columns_ = columns;
    wanted_.assign(rows, line(columns));
    shown_ = wanted_;
    known_ = false;
}

void screen::clear(size_t row, size_t column, style look) {
    if (row >= rows_ || column >= columns_) return;
    cell blank;
    blank.look = look;
    line &in = wanted_[row];
    std::fill(in.begin() + static_cast<ptrdiff_t>(column), in.end(), blank);
}

void screen::put(size_t row, size_t column, std::string_view cluster, size_t width, style look) {
    if (row >= rows_ || column >= columns_) return;
    cell c;
    c.look = look;
    if (column + width <= columns_) {
        const bool foreign = !kind_.utf8 && static_cast<unsigned char>(cluster[0]) >= 0x80;
        if (foreign) cluster = "?";
        // More combining characters than fit are not shown.
        size_t size = std::min(cluster.size(), c.bytes.size());
        while (size < cluster.size() && size > 1 && (cluster[size] & 0xc0) == 0x80) --size;
        c.size = static_cast<uint8_t>(size);
        std::memcpy(c.bytes.data(), cluster.data(), size);
        c.width = foreign ? 1 : static_cast<uint8_t>(width);
    }
    wanted_[row][column] = c;
    if (width < 2 || column + 1 >= columns_) return;
    cell half;
    half.look = look;
    half.width = c.width == 2 ? 0 : 1;
    wanted_[row][column + 1] = half;
}

size_t screen::print(size_t row, size_t column, std::string_view ascii, style look) {
    for (const char c : ascii) put(row, column++, {&c, 1}, 1, look);
    return column;
}

void screen::place_cursor(size_t row, size_t column) {
    cursor_row_ = std::min(row, rows_ - 1);
    cursor_column_ = std::min(column, columns_ - 1);
}

void screen::move(size_t row, size_t column) {
    if (at_row_ == row && at_column_ == column) return;
    const bool same_row = at_row_ == row && at_column_ < columns_;
    if (same_row && column == 0) {
        out_ += '\r';
    } else if (same_row && column + 1 == at_column_) {
        out_ += '\b';
    } else {
        out_ += "\x1b[";
        if (row > 0 || column > 0) append_number(out_, row + 1);
        if (column > 0) {
            out_ += ';';
            append_number(out_, column + 1);
        }
        out_ += 'H';
    }
    at_row_ = row;
    at_column_ = column;
}

void screen::select(style look) {
    if (look_ == look) return;
    out_ += "\x1b[";
    const std::string_view parameters = rendition_of(look, kind_);
    if (parameters != "0") out_ += parameters;
    out_ += 'm';
    look_ = look;
}

void screen::send(const cell &c) {
    select(c.look);
    out_.append(c.bytes.data(), c.size);
    at_column_ += c.width;
    // In the last column the cursor may hang; nothing relies on where it is then.
    if (at_column_ >= columns_) at_column_ = columns_;
}

void screen::update_row(size_t row) {
    const line &wanted = wanted_[row];
    line &shown = shown_[row];
    // Behind this, both are to be blank.
    const cell blank;
    size_t end = columns_;
    while (end > 0 && wanted[end - 1] == blank) --end;
    const bool erase = !std::equal(wanted.begin() + static_cast<ptrdiff_t>(end), wanted.end(),
                                   shown.begin() + static_cast<ptrdiff_t>(end));
    // The last cell of all would make some terminals scroll.
    if (row + 1 == rows_) end = std::min(end, columns_ - 1);
    for (size_t at = 0; at < end;) {
        if (wanted[at] == shown[at]) {
            ++at;
            continue;
        }
        // A half of a wide character goes with the other.
        while (at > 0 && (wanted[at].width == 0 || shown[at].width == 0)) --at;
        if (at_row_ == row && at_column_ < at && at - at_column_ <= worth_a_jump &&
            wanted[at_column_].width != 0)
            at = at_column_;
        move(row, at);
        for (size_t last = at; at < end && at - last <= worth_a_jump;) {
            const size_t width = std::max<size_t>(wanted[at].width, 1);
            const bool differs = !std::equal(wanted.begin() + static_cast<ptrdiff_t>(at),
                                             wanted.begin() + static_cast<ptrdiff_t>(at + width),
                                             shown.begin() + static_cast<ptrdiff_t>(at)) ||
                                 shown[at].width == 0;
            if (!differs) {
                at += width;
                continue;
            }
            for (; last < at; last += std::max<size_t>(wanted[last].width, 1)) send(wanted[last]);
            send(wanted[at]);
            // The right half of what stood here has gone with it.
            at += width;
            if (shown[at - 1].width == 2) shown[at] = cell{.size = 0};
            last = at;
        }
    }
    if (erase) {
        move(row, end);
        select(style::plain);
        out_ += "\x1b[K";
    }
    shown = wanted;
}

// Rows of the text that would be right if the screen were moved up by `shift`.
size_t screen::matches(ptrdiff_t shift) const {
    size_t count = 0;
    const auto height = static_cast<ptrdiff_t>(rows_) - 2;
    for (ptrdiff_t row = 0; row < height; ++row) {
        const ptrdiff_t from = row + shift;
        if (from < 0 || from >= height) continue;
        count += wanted_[static_cast<size_t>(row)] == shown_[static_cast<size_t>(from)];
    }
    return count;
}

// Moves the text on the terminal if that leaves less to send.
void screen::scroll() {
    if (rows_ < 6) return;
    const auto height = static_cast<ptrdiff_t>(rows_) - 2;
    size_t most = matches(0) + 2;
    ptrdiff_t best = 0;
    for (ptrdiff_t shift = 1 - height; shift < height; ++shift) {
        const size_t count = matches(shift);
        if (count > most) {
            most = count;
            best = shift;
        }
    }
    if (best == 0) return;
    select(style::plain);
    out_ += "\x1b[1;";
    append_number(out_, static_cast<size_t>(height));
    out_ += 'r';
    at_column_ = columns_;
    move(best > 0 ? static_cast<size_t>(height) - 1 : 0, 0);
    for (ptrdiff_t i = 0; i < std::abs(best); ++i) out_ += best > 0 ? "\n" : "\x1bM";
    out_ += "\x1b[r";
    at_column_ = columns_;
    const auto first = shown_.begin(), last = shown_.begin() + height;
    if (best > 0)
        std::rotate(first, first + best, last);
    else
        std::rotate(first, last + best, last);
    const auto blank = best > 0 ? last - best : first;
    std::fill(blank, blank + std::abs(best), line(columns_));
}

std::string screen::update() {
    out_.clear();
    if (rows_ == 0 || columns_ == 0) return {};
    if (!known_) {
        known_ = true;
        out_ += "\x1b[m\x1b[H\x1b[2J";
        look_ = style::plain;
        at_row_ = at_column_ = 0;
        shown_.assign(rows_, line(columns_));
    } else {
        scroll();
    }
    for (size_t row = 0; row < rows_; ++row) update_row(row);
    move(cursor_row_, cursor_column_);
    return std::move(out_);
}

}  // namespace edit
