#pragma once

#include "lib/process_table.hpp"

#include <string>
#include <vector>

/// A process in the tree of parents, with the branch that leads to it.
struct tree_line {
    const process_entry *process;
    std::string branch;
};

/// The processes of `table`, each below its parent if that is in the table too, else at the top.
/// Every process appears once, whatever the table says of parents.
[[nodiscard]] std::vector<tree_line> process_tree(const std::vector<process_entry> &table);
