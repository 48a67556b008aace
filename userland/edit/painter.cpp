#include "edit/core/decimal.hpp"
#include "edit/painter.hpp"

#include <algorithm>

#include "edit/core/cluster.hpp"

namespace edit {

namespace {

/// With fewer columns there are no line numbers.
constexpr size_t narrow = 30;
constexpr size_t bracket_distance = 20000;

size_t digits_of(size_t value) {
    size_t digits = 1;
    while (value >= 10) {
        value /= 10;
        ++digits;
    }
    return digits;
}

// The column as the person counts it, or in a very long line the byte.
std::string column_in_line(const text &in, size_t cursor) {
    constexpr size_t longest = 16384;
    const size_t begin = in.begin_of_line_at(cursor);
    if (cursor - begin > longest) return "byte " + decimal(cursor - begin + 1);
    const std::string before = in.copy(begin, cursor);
    size_t column = 0;
    for (size_t at = 0; at < before.size();) {
        const cluster c = next_cluster(std::string_view(before).substr(at), column, false);
        column += c.what == cluster::line_end ? 1 : c.width;
        at += c.size;
    }
    return decimal(column + 1);
}

}  // namespace

size_t painter::print(size_t at_row, size_t column, std::string_view utf8, style look,
                      size_t limit) {
    for (size_t at = 0; at < utf8.size();) {
        const std::string_view rest = utf8.substr(at);
        const cluster c = next_cluster(rest, 0, false);
        const bool shown = c.what == cluster::printable;
        const std::string instead = shown ? std::string() : stand_in_for(rest);
        const size_t width = shown ? c.width : instead.size();
        if (column + width > limit) break;
        if (shown)
            screen_.put(at_row, column, rest.substr(0, c.size), width, look);
        else
            screen_.print(at_row, column, instead, look);
        column += width;
        at += c.size;
    }
    return column;
}

// What the window's size leaves for the text.
void painter::measure() {
    const size_t rows = screen_.rows(), columns = screen_.columns();
    editor_.text_rows_ = rows > 2 ? rows - 2 : 1;
    gutter_ = 0;
    if (editor_.line_numbers_ && columns >= narrow) {
        const open_file &file = editor_.file();
        const size_t last =
            file.doc.content().line_of(std::min(file.top, file.doc.content().size()));
        gutter_ = std::max<size_t>(digits_of(last + editor_.text_rows_), 3) + 1;
    }
    editor_.text_columns_ = columns > gutter_ + 1 ? columns - gutter_ - 1 : 1;
}

// Brings the cursor's row on the screen: by as few rows as needed if it is near, else to the
// middle.
void painter::scroll() {
    open_file &file = editor_.file();
    const layout rows = editor_.rows();
    const size_t height = editor_.text_rows_;
    file.top = rows.row_at(std::min(file.top, file.doc.content().size())).begin;
    const row target = rows.row_at(file.doc.cursor());
    const auto above_target = [&](size_t count) {
        row r = target;
        for (size_t i = 0; i < count && r.begin > 0; ++i) r = rows.above(r);
        return r;
    };
    if (target.begin < file.top) {
        row r = target;
        for (size_t i = 0; i < height && r.begin < file.top; ++i) r = rows.below(r);
        file.top = r.begin >= file.top ? target.begin : above_target(height / 2).begin;
        return;
    }
    row r = rows.row_at(file.top);
    for (size_t i = 0; i < 2 * height; ++i) {
        if (r.begin == target.begin) {
            if (i >= height) file.top = above_target(height - 1).begin;
            return;
        }
        if (r.ends_text) break;
        r = rows.below(r);
    }
    file.top = above_target(height / 2).begin;
}

style painter::style_at(size_t offset, size_t line_begin) const {
    const selection &selected = editor_.file().doc.selected();
    if (offset >= selected.begin() && offset < selected.end()) return style::selected;
    if (offset == bracket_) return style::bracket;
    const size_t in_line = offset - line_begin;
    return in_line < colours_.size() ? style_of(colours_[in_line]) : style::plain;
}

void painter::draw_row(const row &r, size_t at, size_t number) {
    document &doc = editor_.doc();
    if (gutter_ > 0) {
        const std::string text = r.begin == r.line ? decimal(number + 1) : std::string();
        size_t column = gutter_ - 1 - std::min(text.size(), gutter_ - 1);
        screen_.print(at, column, text, style::line_number);
    }
    const std::string bytes = doc.content().copy(r.begin, r.end + longest_cluster);
    const size_t size = r.end - r.begin;
    size_t column = 0;
    for (size_t i = 0; i < size;) {
        const std::string_view rest = std::string_view(bytes).substr(i);
        const cluster c = next_cluster(rest, column, doc.crlf());
        style look = style_at(r.begin + i, r.line);
        if (c.what == cluster::stand_in) {
            if (look != style::selected) look = style::stand_in;
            const std::string shown = stand_in_for(rest);
            screen_.print(at, gutter_ + column, shown, look);
        } else if (c.what == cluster::tab) {
            for (size_t k = 0; k < c.width && column + k <= editor_.text_columns_; ++k)
                screen_.put(at, gutter_ + column + k, " ", 1, look);
        } else {
            screen_.put(at, gutter_ + column, rest.substr(0, c.size), c.width, look);
        }
        column += c.width;
        i += c.size;
    }
    const size_t edge = screen_.columns() - 1;
    if (!r.ends_line)
        screen_.put(at, edge, "\\", 1, style::line_number);
    else if (style_at(r.end, r.line) == style::selected && !r.ends_text)
        screen_.put(at, std::min(gutter_ + column, edge), " ", 1, style::selected);
}

void painter::text() {
    measure();
    scroll();
    document &doc = editor_.doc();
    const size_t cursor = doc.cursor();
    const size_t other = editor_.moves().matching_bracket(cursor, bracket_distance);
    bracket_ = other != cursor ? other : ~size_t{0};
    const layout rows = editor_.rows();
    row r = rows.row_at(editor_.file().top);
    size_t number = doc.content().line_of(r.line);
    size_t coloured = ~size_t{0};
    bool end = false;
    for (size_t at = 0; at < editor_.text_rows_; ++at) {
        screen_.clear(at, 0);
        if (end) continue;
        if (coloured != number) doc.colours().colours_of(doc.content(), number, colours_);
        coloured = number;
        draw_row(r, at, number);
        if (cursor >= r.begin && (cursor < r.next || r.ends_text))
            screen_.place_cursor(at, gutter_ + rows.column_of(r, cursor));
        end = r.ends_text;
        number += r.ends_line;
        r = rows.below(r);
    }
}

// Above the line of help, if there is room for both.
size_t painter::status_row() const {
    return screen_.rows() - std::min<size_t>(screen_.rows() > 2 ? 2 : 1, screen_.rows());
}

void painter::status() {
    if (screen_.rows() < 2) return;
    const size_t at = status_row();
    open_file &file = editor_.file();
    const style look = editor_.alert_ ? style::alert : style::status;
    screen_.clear(at, 0, look);
    const auto &content = file.doc.content();
    const size_t cursor = file.doc.cursor();
    const size_t line = content.line_of(cursor);
    std::string right = "  " + decimal(line + 1) + ":" + column_in_line(content, cursor);
    const size_t size = content.size();
    right += "  " +
             decimal(size == 0 ? 100
                               : static_cast<size_t>(static_cast<double>(cursor) * 100 /
                                                     static_cast<double>(size))) +
             "%";
    if (file.doc.crlf()) right += "  CRLF";
    if (file.doc.colours().used()) right += std::string("  ") + file.doc.colours().language();
    if (editor_.files_.size() > 1)
        right += "  " + decimal(editor_.current_ + 1) + "/" + decimal(editor_.files_.size());
    right += " ";
    std::string left = editor_.message_;
    if (left.empty()) {
        left = file.name();
        if (!file.exists && !file.path.empty()) left += " (new)";
        if (file.doc.modified()) left += " *";
        if (file.changed_on_disk) left += " (changed on disk)";
    }
    const size_t columns = screen_.columns();
    const bool room = columns > right.size() + 20;
    const size_t limit = room ? columns - right.size() : columns;
    print(at, 1, left, look, limit);
    if (room) screen_.print(at, limit, right, look);
}

void painter::question(std::string_view label, std::string_view answer, size_t cursor) {
    const size_t at = status_row();
    const size_t columns = screen_.columns();
    screen_.clear(at, 0, style::status);
    size_t column = print(at, 0, label, style::status, answer.empty() ? columns : columns * 2 / 3);
    // Of a long answer, what is around the cursor.
    size_t from = 0;
    const auto width_to_cursor = [&] {
        size_t width = 0;
        for (size_t i = from; i < cursor;) {
            const cluster c = next_cluster(answer.substr(i), 0, false);
            width += c.what == cluster::printable ? c.width : stand_in_for(answer.substr(i)).size();
            i += c.size;
        }
        return width;
    };
    while (from < cursor && column + width_to_cursor() + 1 >= columns)
        from += next_cluster(answer.substr(from), 0, false).size;
    screen_.place_cursor(at, column + width_to_cursor());
    print(at, column, answer.substr(from), style::status, columns);
}

void painter::help_line(std::span<const hint> hints) {
    if (screen_.rows() < 3) return;
    const size_t at = screen_.rows() - 1;
    screen_.clear(at, 0);
    size_t column = 0;
    for (const hint &each : hints) {
        const std::string_view name = each.key, what = each.what;
        if (column + name.size() + 1 + what.size() + 1 > screen_.columns()) break;
        column = screen_.print(at, column, name, style::help_key);
        column = screen_.print(at, column + 1, what, style::plain) + 2;
    }
}

}  // namespace edit
