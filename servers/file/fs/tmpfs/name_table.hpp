/// \file
/// The entries of one directory: found by name, and walked in a stable order.
#pragma once

#include <cstdint>
#include <string_view>

#include <vfs/array.hpp>
#include <vfs/ref.hpp>

namespace tmpfs {

class directory;
class node;

/// One name. Its cookie is larger than those of all entries made before it in that directory.
struct entry {
    directory *parent;
    vfs::ref<node> target;
    entry *next_name = nullptr;  ///< of the same file
    entry *next_in_bucket = nullptr;
    uint64_t cookie = 0;
    uint32_t hash = 0;
    uint16_t length = 0;
    char text[];

    std::string_view name() const { return {text, length}; }
    /// \return null when memory is exhausted.
    static entry *create(directory &parent, std::string_view name, vfs::ref<node> target);
    static void destroy(entry *e);

private:
    entry(directory &p, vfs::ref<node> t) : parent(&p), target(std::move(t)) {}
    ~entry() = default;
};

/// Chained hash table, and a list in the order of cookies with holes where entries were removed.
/// Both are rebuilt when half full of holes or twice over-full, so that each operation's share is
/// constant. Owns its entries.
class name_table {
public:
    name_table() = default;
    ~name_table();

    std::size_t size() const { return live_; }
    entry *find(std::string_view name) const;
    /// \return false when memory is exhausted; `e` is then still the caller's.
    [[nodiscard]] bool insert(entry &e);
    /// Takes it out; the caller destroys it.
    void remove(entry &e);
    /// The first entry whose cookie is not below `cookie`; null at the end.
    entry *first_from(uint64_t cookie) const;

private:
    struct slot {
        uint64_t cookie;
        entry *item;  ///< null: removed
    };
    static constexpr std::size_t small = 8;  ///< up to here a name is sought in the list

    std::size_t position_of(uint64_t cookie) const;
    void compact();
    void rehash(std::size_t buckets);

    vfs::array<slot> order_;
    entry **buckets_ = nullptr;
    std::size_t bucket_count_ = 0;  ///< a power of two, or 0
    std::size_t live_ = 0;
    uint64_t next_cookie_ = 2;  ///< 0 and 1 are "." and ".."
};

}  // namespace tmpfs
