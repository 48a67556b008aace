// ls in columns (-C, -x) and separated by commas (-m).

#include "lib/output.hpp"
#include "lib/quote.hpp"
#include "bin/ls/ls_listing.hpp"

#include <algorithm>

namespace {

/// Columns between which there is always room for two blanks.
constexpr size_t least_width = 3;

struct arrangement {
    std::vector<size_t> widths;
    size_t rows;
};

/// The columns that the most of fit into `line` columns of the terminal.
arrangement arrange(const std::vector<size_t> &widths, size_t line, bool across) {
    const size_t count = widths.size();
    const size_t most = std::min(count, (line + least_width - 1) / least_width);
    for (size_t columns = std::max<size_t>(most, 1);; --columns) {
        const size_t rows = (count + columns - 1) / columns;
        std::vector<size_t> chosen(columns, least_width);
        size_t sum = columns * least_width;
        for (size_t each = 0; each < count && (sum < line || columns == 1); ++each) {
            const size_t column = across ? each % columns : each / rows;
            const size_t width = widths[each] + (column == columns - 1 ? 0 : 2);
            if (width <= chosen[column]) continue;
            sum += width - chosen[column];
            chosen[column] = width;
        }
        if (sum < line || columns == 1) return {std::move(chosen), rows};
    }
}

/// How many columns the terminal needs for text without colours.
size_t display_width(std::string_view text) {
    size_t width = 0;
    while (!text.empty()) {
        const size_t length = printable_length(text);
        width += length != 0 || static_cast<unsigned char>(text[0]) >= 128;
        text.remove_prefix(length ? length : 1);
    }
    return width;
}

/// Moves from one column to another, by tabs where they are shorter.
void indent(size_t from, size_t to, size_t tab) {
    while (from < to) {
        if (tab && to / tab > (from + 1) / tab) {
            out.put('\t');
            from += tab - from % tab;
        } else {
            out.put(' ');
            ++from;
        }
    }
}

}  // namespace

void ls_listing::append_cell(std::string &text, const ls_file &file, const widths &columns) const {
    const auto padded = [&](const std::string &number, size_t width) {
        text.append(width > number.size() ? width - number.size() : 0, ' ');
        (text += number) += ' ';
    };
    if (style_.inode) padded(file.known ? std::to_string(file.status.st_ino) : "?", columns.inode);
    if (style_.blocks)
        padded(file.known ? style_.block_size(static_cast<uint64_t>(file.status.st_blocks) * 512)
                          : "?",
               columns.blocks);
    append_name(text, file);
}

size_t ls_listing::width_of(const ls_file &file, const widths &columns) const {
    return (style_.inode ? columns.inode + 1 : 0) + (style_.blocks ? columns.blocks + 1 : 0) +
           display_width(shown_name(file.name)) + (indicator(file.status.st_mode) != 0);
}

/// Without a limit on the line there is nothing to align.
void ls_listing::print_on_one_line() const {
    std::string text;
    for (const ls_file &each : files_) {
        if (!text.empty()) text += "  ";
        append_cell(text, each, {});
    }
    out.write(text);
    out.put(style_.zero ? '\0' : '\n');
}

void ls_listing::print_columns() const {
    if (!style_.width) return print_on_one_line();
    const widths numbers = measure();
    const bool across = style_.layout == ls_style::format::across;
    const bool pad = sets_off_quotes();
    std::vector<size_t> widths;
    for (const ls_file &each : files_) widths.push_back(width_of(each, numbers));
    if (pad)
        for (size_t each = 0; each < files_.size(); ++each)
            widths[each] += !needs_quotes(files_[each].name);
    const arrangement plan = arrange(widths, style_.width, across);
    const size_t columns = plan.widths.size();
    std::string text;
    for (size_t row = 0; row < plan.rows; ++row) {
        size_t position = 0;
        for (size_t column = 0;; ++column) {
            const size_t index = across ? row * columns + column : column * plan.rows + row;
            if (column == columns || index >= files_.size()) break;
            if (column) {
                const size_t last = across ? index - 1 : index - plan.rows;
                const size_t next = position + plan.widths[column - 1];
                indent(position + widths[last], next, style_.tab);
                position = next;
            }
            text.clear();
            if (pad && !needs_quotes(files_[index].name)) text = " ";
            append_cell(text, files_[index], numbers);
            out.write(text);
        }
        out.put(style_.zero ? '\0' : '\n');
    }
}

void ls_listing::print_commas() const {
    const widths none;
    size_t position = 0;
    std::string text;
    for (size_t each = 0; each < files_.size(); ++each) {
        const size_t width = width_of(files_[each], none);
        if (each) {
            out.put(',');
            if (!style_.width || position + width + 2 < style_.width) {
                position += 2;
                out.put(' ');
            } else {
                position = 0;
                out.put('\n');
            }
        }
        text.clear();
        append_cell(text, files_[each], none);
        out.write(text);
        position += width;
    }
    if (!files_.empty()) out.put('\n');
}
