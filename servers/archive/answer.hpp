/// \file
/// What an archive's files look like in messages.
#pragma once

#include <cstdint>

#include <protocol/io.hpp>

#include "tree.hpp"

struct mounted_archive;

/// Linux's generic values, which messages use (ARM64's own headers have others).
inline constexpr uint32_t open_create = 0100, open_exclusive = 0200, open_truncate = 01000,
                          open_directory = 0200000, open_no_follow = 0400000, open_path = 010000000;

inline uint64_t inode_of(tree::index i) { return uint64_t{i} + 1; }
protocol::io_attributes attributes_of(const mounted_archive &archive, tree::index i);
protocol::io_filesystem status_of(const mounted_archive &archive);
