#pragma once

#include "lib/tree_walk.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

class output;

/// What `find` knows while it looks at a file, and what its expression decides.
struct find_context {
    const tree_entry *entry = nullptr;
    timespec now = {};
    bool prune = false;  ///< the file is not descended into
    bool quit = false;   ///< nothing more is looked at
    int status = 0;      ///< that find ends with
};

/// A part of find's expression.
class find_node {
public:
    virtual ~find_node() = default;
    virtual bool test(find_context &context) = 0;
    /// Does what has been put off (-exec ... +).
    virtual void finish(find_context &) {}
};

using find_node_pointer = std::unique_ptr<find_node>;

/// What the expression's options say of the walk.
struct find_walk {
    unsigned least_depth = 0, most_depth = ~0u;
    bool depth_first = false, one_file_system = false;
    bool has_action = false;  ///< else -print is meant
    enum class regex_syntax : char { emacs, basic, extended } regex = regex_syntax::emacs;
    bool daystart = false;
    tree_walk::follow links = tree_walk::follow::never;
};

/// Makes the test that `words[at]` names, with the arguments behind it; `at` moves to the last
/// word used. Null if there is no such test; `failed` after a message.
find_node_pointer make_find_test(std::span<char *> words, size_t &at, find_walk &walk,
                                 bool &failed);
/// The same for actions.
find_node_pointer make_find_action(std::span<char *> words, size_t &at, find_walk &walk,
                                   bool &failed);
/// The action -printf with this format. Null after a message.
find_node_pointer make_find_printf(const char *format, output &into);

/// The whole expression. Null after a message.
find_node_pointer parse_find_expression(std::span<char *> words, find_walk &walk);

/// What a symbolic link names; empty for anything else.
std::string link_target(const tree_entry &entry);
