#include <bin/ps/tree.hpp>

#include <CppUTest/TestHarness.h>

namespace {

process_entry process(pid_t pid, pid_t parent) {
    process_entry entry;
    entry.pid = pid;
    entry.parent = parent;
    return entry;
}

/// The tree in one line: a branch and a number each.
std::string drawn(const std::vector<process_entry> &table) {
    std::string text;
    for (const tree_line &line : process_tree(table))
        text += line.branch + std::to_string(line.process->pid) + ";";
    return text;
}

}  // namespace

TEST_GROUP(process_tree){};

TEST(process_tree, draws_generations) {
    const std::string text = drawn(
        {process(1, 0), process(2, 1), process(3, 2), process(4, 2), process(5, 1), process(6, 5)});
    STRCMP_EQUAL("1; |- 2; |   |- 3; |   `- 4; `- 5;     `- 6;", text.c_str());
}

TEST(process_tree, whose_parent_is_missing_stands_at_the_top) {
    STRCMP_EQUAL("3; `- 4;9;", drawn({process(3, 2), process(4, 3), process(9, 8)}).c_str());
}

TEST(process_tree, parents_in_a_circle_end) {
    const std::string text = drawn({process(1, 3), process(2, 1), process(3, 2), process(4, 4)});
    STRCMP_EQUAL("1;2;3;4;", text.c_str());
}

TEST(process_tree, of_nothing_is_nothing) { STRCMP_EQUAL("", drawn({}).c_str()); }
