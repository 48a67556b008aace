/// \file
/// The pages of an object, by page number: a radix tree with 64 children to a node, as deep as the
/// highest page number needs. Looking up costs one step for each 6 bits of it. Where a page is on
/// the swap space, the number of its slot stands in its place.
#pragma once

#include <cstdint>

#include <vm/vm_page.hpp>

class vm_page_tree {
public:
    vm_page_tree() = default;
    vm_page_tree(const vm_page_tree &) = delete;
    ~vm_page_tree() { assert(empty()); }

    /// What stands at a page number: a page, a slot of the swap space, or neither.
    struct place {
        uint64_t index = 0;
        vm_page *page = nullptr;
        uint32_t slot = 0;
    };
    [[nodiscard]] place at(uint64_t index) const;
    [[nodiscard]] vm_page *lookup(uint64_t index) const {
        void *found = find(index);
        return is_slot(found) ? nullptr : static_cast<vm_page *>(found);
    }
    /// Adds `page` at page.resident.index, where there is nothing. False when there is no memory
    /// for a node.
    [[nodiscard]] bool insert(vm_page &page) { return insert(page.resident.index, &page); }
    /// The same for a page or a slot.
    [[nodiscard]] bool insert(const place &what) { return insert(what.index, entry_of(what)); }
    /// \pre there is a page or a slot at `index`.
    void remove(uint64_t index);
    /// Puts a page or a slot where there is one or the other already.
    void replace(const place &by);
    /// The page or slot with the lowest number that is at least `index`; neither when there is
    /// none.
    [[nodiscard]] place first(uint64_t index) const;
    /// The page with the lowest number that is at least `index`, or null.
    [[nodiscard]] vm_page *next(uint64_t index) const {
        place found = first(index);
        while (found.slot != 0) found = first(found.index + 1);
        return found.page;
    }
    /// Pages.
    uint64_t count() const { return count_; }
    uint64_t slot_count() const { return slot_count_; }
    bool empty() const { return (count_ | slot_count_) == 0; }

private:
    struct node;
    static constexpr unsigned bits = 6, fan = 1u << bits;

    /// Numbers below this fit the present height.
    bool fits(uint64_t index) const {
        return height_ * bits >= 64 || index >> (height_ * bits) == 0;
    }
    bool raise(uint64_t index);
    bool insert(uint64_t index, void *entry);
    void *find(uint64_t index) const;
    static bool is_slot(const void *entry) { return reinterpret_cast<uintptr_t>(entry) & 1; }
    static place as_place(uint64_t index, void *entry);
    static void *entry_of(const place &what) {
        return what.page ? static_cast<void *>(what.page)
                         : reinterpret_cast<void *>(uintptr_t{what.slot} << 1 | 1);
    }
    void note(void *entry, int change) {
        (is_slot(entry) ? slot_count_ : count_) +=
            static_cast<uint64_t>(static_cast<int64_t>(change));
    }
    /// Frees the nodes on the way to `index` that hold nothing, from the last one up.
    void prune(uint64_t index);

    void *root_ = nullptr;  ///< height 0: the page numbered 0, else a node
    unsigned height_ = 0;
    uint64_t count_ = 0, slot_count_ = 0;
};
