#include "bin/ps/layout.hpp"

#include "lib/output.hpp"
#include "lib/program.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

bool layout::add_one(const std::string &name, const char *heading) {
    const column *what = find_column(name);
    if (!what) {
        warn("unknown user-defined format specifier \"%s\"", name.c_str());
        return false;
    }
    const auto least = static_cast<size_t>(std::abs(what->width));
    columns_.push_back({what, heading ? heading : what->heading, least});
    columns_.back().width = std::max(least, columns_.back().heading.size());
    return true;
}

bool layout::add(const char *list) {
    while (*list) {
        const size_t length = std::strcspn(list, ", \t=");
        const std::string name(list, length);
        if (list[length] == '=') return add_one(name, list + length + 1);
        if (length && !add_one(name, nullptr)) return false;
        list += length + (list[length] != '\0');
    }
    return true;
}

void layout::add_row(const process_entry &entry, const column_context &context) {
    std::vector<std::string> cells;
    for (shown_column &each : columns_) {
        cells.push_back(each.what->text(entry, context));
        // Control characters of a command line are no business of the terminal.
        for (char &c : cells.back())
            if (static_cast<unsigned char>(c) < ' ' || c == '\177') c = '?';
        each.width = std::max(each.width, cells.back().size());
    }
    rows_.push_back(std::move(cells));
}

void layout::print_line(const std::vector<std::string> &cells, size_t width) const {
    std::string line;
    for (size_t i = 0; i < cells.size(); ++i) {
        const bool left = columns_[i].what->width < 0, last = i + 1 == cells.size();
        const size_t fill =
            columns_[i].width > cells[i].size() ? columns_[i].width - cells[i].size() : 0;
        if (i) line += ' ';
        if (!left) line.append(fill, ' ');
        line += cells[i];
        if (left && !last) line.append(fill, ' ');
    }
    if (width && line.size() > width) line.resize(width);
    out.write(line);
    out.put('\n');
}

void layout::print(bool headings, size_t width) const {
    std::vector<std::string> titles;
    for (const shown_column &each : columns_) titles.push_back(each.heading);
    const bool any =
        std::any_of(titles.begin(), titles.end(), [](const auto &t) { return !t.empty(); });
    if (headings && any) print_line(titles, width);
    for (const auto &row : rows_) print_line(row, width);
}
