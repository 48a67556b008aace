#include <vm/vm_page_tree.hpp>

#include <bit>

#include <kern/zone.hpp>

struct vm_page_tree::node {
    uint64_t used = 0;  ///< bit n: slots[n] holds something
    void *slots[fan];
};

namespace {

zone_base node_zone{"vm_page_tree", 8 + 64 * 8, 8};

}  // namespace

static unsigned slot_of(uint64_t index, unsigned level) {
    return static_cast<unsigned>(index >> (level * 6)) & 63;
}

void *vm_page_tree::find(uint64_t index) const {
    if (!fits(index)) return nullptr;
    void *at = root_;
    for (unsigned level = height_; level > 0; --level) {
        if (!at) return nullptr;
        const node &n = *static_cast<node *>(at);
        const unsigned slot = slot_of(index, level - 1);
        if (!(n.used >> slot & 1)) return nullptr;
        at = n.slots[slot];
    }
    return at;
}

vm_page_tree::place vm_page_tree::as_place(uint64_t index, void *entry) {
    if (is_slot(entry))
        return {index, nullptr, static_cast<uint32_t>(reinterpret_cast<uintptr_t>(entry) >> 1)};
    return {index, static_cast<vm_page *>(entry), 0};
}

vm_page_tree::place vm_page_tree::at(uint64_t index) const { return as_place(index, find(index)); }

/// Puts nodes on top until `index` fits. An empty tree gets its height for nothing.
bool vm_page_tree::raise(uint64_t index) {
    if (!root_) {
        height_ = (static_cast<unsigned>(std::bit_width(index)) + bits - 1) / bits;
        return true;
    }
    while (!fits(index)) {
        void *memory = node_zone.allocate();
        if (!memory) return false;
        auto *n = ::new (memory) node;
        n->used = 1;
        n->slots[0] = root_;
        root_ = n;
        ++height_;
    }
    return true;
}

bool vm_page_tree::insert(uint64_t index, void *entry) {
    if (!raise(index)) return false;
    void **at = &root_;
    node *parent = nullptr;
    unsigned parent_slot = 0;
    for (unsigned level = height_; level > 0; --level) {
        // NOLINTNEXTLINE(clang-analyzer-*): where there is a parent
        const bool missing = parent ? !(parent->used >> parent_slot & 1) : !*at;
        if (missing) {
            void *memory = node_zone.allocate();
            if (!memory) {
                prune(index);
                return false;
            }
            *at = ::new (memory) node;
            if (parent) parent->used |= uint64_t{1} << parent_slot;
        }
        parent = static_cast<node *>(*at);
        parent_slot = slot_of(index, level - 1);
        at = &parent->slots[parent_slot];
    }
    *at = entry;
    if (parent) parent->used |= uint64_t{1} << parent_slot;
    note(entry, 1);
    return true;
}

void vm_page_tree::prune(uint64_t index) {
    node *path[64 / bits + 1];  // from `deepest` on
    unsigned deepest = height_;
    for (void *at = root_; at && deepest > 0;) {
        node *n = static_cast<node *>(at);
        path[--deepest] = n;
        const unsigned slot = slot_of(index, deepest);
        at = n->used >> slot & 1 ? n->slots[slot] : nullptr;
    }
    for (; deepest < height_; ++deepest) {
        if (path[deepest]->used != 0) return;
        node_zone.free(path[deepest]);
        if (deepest + 1 < height_)
            path[deepest + 1]->used &= ~(uint64_t{1} << slot_of(index, deepest + 1));
    }
    root_ = nullptr;
    height_ = 0;
}

void vm_page_tree::replace(const place &by) {
    void **at = &root_;
    for (unsigned level = height_; level > 0; --level)
        at = &static_cast<node *>(*at)->slots[slot_of(by.index, level - 1)];
    note(*at, -1);
    *at = entry_of(by);
    note(*at, 1);
}

void vm_page_tree::remove(uint64_t index) {
    if (height_ == 0) {
        note(root_, -1);
        root_ = nullptr;
        return;
    }
    node *n = static_cast<node *>(root_);
    for (unsigned level = height_ - 1; level > 0; --level)
        n = static_cast<node *>(n->slots[slot_of(index, level)]);
    note(n->slots[slot_of(index, 0)], -1);
    n->used &= ~(uint64_t{1} << slot_of(index, 0));
    if (n->used != 0) return;
    if (n != root_) return prune(index);
    node_zone.free(n);
    root_ = nullptr;
    height_ = 0;
}

vm_page_tree::place vm_page_tree::first(uint64_t index) const {
    if (!root_) return {};
    if (height_ == 0) return index == 0 ? as_place(0, root_) : place{};
    if (height_ == 1) [[likely]] {
        if (index >= fan) return {};
        const node &n = *static_cast<const node *>(root_);
        const uint64_t rest = n.used >> index << index;
        if (rest == 0) return {};
        const auto found = static_cast<unsigned>(std::countr_zero(rest));
        return as_place(found, n.slots[found]);
    }
again:
    if (!fits(index)) return {};
    const node *n = static_cast<node *>(root_);
    for (unsigned level = height_ - 1;; --level) {
        const unsigned slot = slot_of(index, level);
        const uint64_t rest = n->used >> slot << slot;
        if (rest == 0) {  // nothing more in this node: go on behind it
            const unsigned up = (level + 1) * bits;
            if (up >= 64 || (index >> up) + 1 > ~uint64_t{0} >> up) return {};
            index = ((index >> up) + 1) << up;
            goto again;
        }
        const auto found = static_cast<unsigned>(std::countr_zero(rest));
        if (found != slot) index = ((index >> (level * bits)) - slot + found) << (level * bits);
        if (level == 0) return as_place(index, n->slots[found]);
        n = static_cast<const node *>(n->slots[found]);
    }
}
