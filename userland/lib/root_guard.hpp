#pragma once

#include "lib/tree_walk.hpp"

/// --preserve-root: refuses to walk into the root directory, by whatever name it is met.
class root_guard {
public:
    bool on = false;

    /// Whether the walk must not go into `entry`; a message has been given then.
    [[nodiscard]] bool refuses(const tree_entry &entry) const;
};
