#pragma once

#include "lib/process_table.hpp"

#include <span>
#include <string>
#include <string_view>

/// What columns need beyond the process itself.
struct column_context {
    uint64_t uptime = 0;      ///< seconds
    uint64_t memory = 0;      ///< bytes in all
    std::string_view branch;  ///< drawn before the command in a tree
};

/// A column that ps can print: POSIX's names and those that people type by habit.
struct column {
    const char *names;  ///< with spaces between
    const char *heading;
    int width;  ///< at least; negative: flush left
    std::string (*text)(const process_entry &entry, const column_context &context);
};

/// The column of that name, or null.
[[nodiscard]] const column *find_column(std::string_view name);

/// All columns, for the list in --help.
[[nodiscard]] std::span<const column> all_columns();
