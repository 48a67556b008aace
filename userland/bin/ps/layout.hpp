#pragma once

#include "bin/ps/column.hpp"

#include <string>
#include <vector>

/// The columns that ps prints, with their headings, and the table made of them.
class layout {
public:
    /// Adds the columns of a list as of -o: NAME or NAME=HEADING, where a heading goes on to the
    /// end of the list. False after a message.
    [[nodiscard]] bool add(const char *list);
    [[nodiscard]] bool empty() const { return columns_.empty(); }

    void add_row(const process_entry &entry, const column_context &context);
    /// Prints the table, its lines cut at `width` columns; 0: not cut.
    void print(bool headings, size_t width) const;

private:
    struct shown_column {
        const column *what;
        std::string heading;
        size_t width;
    };
    [[nodiscard]] bool add_one(const std::string &name, const char *heading);
    void print_line(const std::vector<std::string> &cells, size_t width) const;

    std::vector<shown_column> columns_;
    std::vector<std::vector<std::string>> rows_;
};
