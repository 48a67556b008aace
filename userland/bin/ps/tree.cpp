#include "bin/ps/tree.hpp"

namespace {

constexpr size_t none = ~size_t{0};

/// The table as lists of children. A process whose chain of parents does not end (the table was
/// read while they changed) counts as one without a parent.
struct family {
    std::vector<size_t> first_child, next_sibling, parent, roots;

    explicit family(const std::vector<process_entry> &table);
};

size_t index_of(const std::vector<process_entry> &table, pid_t pid) {
    size_t low = 0, high = table.size();
    while (low < high) {
        const size_t middle = (low + high) / 2;
        (table[middle].pid < pid ? low : high) = table[middle].pid < pid ? middle + 1 : middle;
    }
    return low < table.size() && table[low].pid == pid ? low : none;
}

/// Whether the chain of parents from `at` on ends.
bool has_root(const std::vector<process_entry> &table, size_t at) {
    for (size_t steps = 0; steps <= table.size(); ++steps) {
        if (at == none) return true;
        at = index_of(table, table[at].parent);
    }
    return false;
}

family::family(const std::vector<process_entry> &table)
    : first_child(table.size(), none),
      next_sibling(table.size(), none),
      parent(table.size(), none) {
    for (size_t i = table.size(); i--;) {
        const size_t above = index_of(table, table[i].parent);
        if (above == none || !has_root(table, above)) {
            roots.insert(roots.begin(), i);
        } else {
            parent[i] = above;
            next_sibling[i] = first_child[above];
            first_child[above] = i;
        }
    }
}

}  // namespace

std::vector<tree_line> process_tree(const std::vector<process_entry> &table) {
    const family all(table);
    std::vector<tree_line> lines;
    lines.reserve(table.size());
    for (const size_t root : all.roots) {
        // What stands before the children of the current line: a column for each generation.
        std::string rails;
        size_t at = root;
        while (at != none) {
            const bool is_root = at == root, last = all.next_sibling[at] == none;
            lines.push_back({&table[at], is_root ? "" : rails + (last ? " `- " : " |- ")});
            if (all.first_child[at] != none) {
                if (!is_root) rails += last ? "    " : " |  ";
                at = all.first_child[at];
                continue;
            }
            while (at != root && all.next_sibling[at] == none) {
                at = all.parent[at];
                rails.resize(at == root ? 0 : rails.size() - 4);
            }
            at = at == root ? none : all.next_sibling[at];
        }
    }
    return lines;
}
