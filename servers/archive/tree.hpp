/// \file
/// An archive's files as a tree that never changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <lib/cpio.hpp>

class tree {
public:
    /// A place in the tree; 0 is the root, which is its own parent.
    using index = uint32_t;
    static constexpr index none = ~index{0};

    struct node {
        std::string_view name;
        index parent = 0, first = none, last = none, next = none;  ///< children in archive's order
        uint32_t mode = 0, uid = 0, gid = 0, links = 1;
        uint32_t modification_time = 0;   ///< s since the epoch
        uint64_t device = 0;              ///< of a device node, as in st_rdev
        std::span<const std::byte> data;  ///< a file's bytes, a link's path
    };

    /// Only a root.
    tree();
    /// Reads `archive`, which must stay where it is. Folders that only paths name are made; of two
    /// entries with one path the later counts. \return nothing, and how far it got in `position`,
    /// when it is no sound archive.
    static std::optional<tree> read(std::span<const std::byte> archive, std::size_t &position);

    const node &at(index i) const { return nodes_[i]; }
    std::size_t size() const { return nodes_.size(); }
    /// The child of that name, or none.
    index child(index folder, std::string_view name) const;
    /// The path of `i` from the root on, "" for the root itself.
    std::string path(index i) const;

private:
    index make_path(std::string_view path);
    index make_child(index folder, std::string_view name);
    bool enter(const server::cpio_entry &entry);
    void rehash(std::size_t slots);

    std::vector<node> nodes_;
    std::vector<index> slots_;  ///< by hash of parent and name; a power of two, at most half full
};
