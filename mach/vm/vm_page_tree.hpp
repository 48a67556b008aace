/// \file
/// The resident pages of an object, by page number: a radix tree with 64 children to a node, as
/// deep as the highest page number needs. Looking up costs one step for each 6 bits of it.
#pragma once

#include <cstdint>

#include <vm/vm_page.hpp>

class vm_page_tree {
public:
    vm_page_tree() = default;
    vm_page_tree(const vm_page_tree &) = delete;
    ~vm_page_tree() { assert(count_ == 0); }

    [[nodiscard]] vm_page *lookup(uint64_t index) const;
    /// Adds `page` at page.resident.index, where there is none. False when there is no memory for a
    /// node.
    [[nodiscard]] bool insert(vm_page &page);
    /// \pre there is a page at `index`.
    void remove(uint64_t index);
    /// The page with the lowest number that is at least `index`, or null.
    [[nodiscard]] vm_page *next(uint64_t index) const;
    uint64_t count() const { return count_; }
    bool empty() const { return count_ == 0; }

private:
    struct node;
    static constexpr unsigned bits = 6, fan = 1u << bits;

    /// Numbers below this fit the present height.
    bool fits(uint64_t index) const {
        return height_ * bits >= 64 || index >> (height_ * bits) == 0;
    }
    bool raise(uint64_t index);
    /// Frees the nodes on the way to `index` that hold nothing, from the last one up.
    void prune(uint64_t index);

    void *root_ = nullptr;  ///< height 0: the page numbered 0, else a node
    unsigned height_ = 0;
    uint64_t count_ = 0;
};
