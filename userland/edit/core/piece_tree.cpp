#include "edit/core/piece_tree.hpp"

#include <algorithm>

namespace edit {

struct piece_tree::node {
    node *left, *right;
    piece own;
    size_t size;  // bytes of the whole subtree
    mutable size_t newlines = unknown;
    mutable size_t references = 1;
    uint8_t height;

    static constexpr size_t unknown = ~size_t{0};
};

namespace {

using node = piece_tree::node;

// In this file a node * that a function takes or returns is an owned reference, and a const node *
// is a borrowed one.

size_t size_of(const node *n) { return n ? n->size : 0; }
int height_of(const node *n) { return n ? n->height : 0; }

node *keep(const node *n) {
    if (n) ++n->references;
    return const_cast<node *>(n);
}

void release(node *n) {
    while (n && --n->references == 0) {
        release(n->left);
        delete std::exchange(n, n->right);
    }
}

node *make(node *left, const piece &own, node *right) {
    node *n = new node{.left = left,
                       .right = right,
                       .own = own,
                       .size = size_of(left) + own.size + size_of(right),
                       .height = 0};
    n->height = static_cast<uint8_t>(1 + std::max(height_of(left), height_of(right)));
    return n;
}

struct parts {
    node *left;
    piece own;
    node *right;
};

parts expose(node *n) {
    // NOLINTNEXTLINE(clang-analyzer-*): make() gives a node both
    const parts result{keep(n->left), n->own, keep(n->right)};
    release(n);
    return result;
}

node *rotate_left(node *n) {
    const parts top = expose(n);
    const parts right = expose(top.right);
    return make(make(top.left, top.own, right.left), right.own, right.right);
}

node *rotate_right(node *n) {
    const parts top = expose(n);
    const parts left = expose(top.left);
    return make(left.left, left.own, make(left.right, top.own, top.right));
}

// `left` is higher than `right` by more than one.
node *join_right(node *left, const piece &middle, node *right) {
    const parts top = expose(left);
    const int outer = height_of(top.left);
    if (height_of(top.right) <= height_of(right) + 1) {
        node *inner = make(top.right, middle, right);
        if (inner->height <= outer + 1) return make(top.left, top.own, inner);
        return rotate_left(make(top.left, top.own, rotate_right(inner)));
    }
    node *inner = join_right(top.right, middle, right);
    const bool balanced = inner->height <= outer + 1;
    node *all = make(top.left, top.own, inner);
    return balanced ? all : rotate_left(all);
}

node *join_left(node *left, const piece &middle, node *right) {
    const parts top = expose(right);
    const int outer = height_of(top.right);
    if (height_of(top.left) <= height_of(left) + 1) {
        node *inner = make(left, middle, top.left);
        if (inner->height <= outer + 1) return make(inner, top.own, top.right);
        return rotate_right(make(rotate_left(inner), top.own, top.right));
    }
    node *inner = join_left(left, middle, top.left);
    const bool balanced = inner->height <= outer + 1;
    node *all = make(inner, top.own, top.right);
    return balanced ? all : rotate_right(all);
}

node *join_with(node *left, const piece &middle, node *right) {
    if (height_of(left) > height_of(right) + 1) return join_right(left, middle, right);
    if (height_of(right) > height_of(left) + 1) return join_left(left, middle, right);
    return make(left, middle, right);
}

struct halves {
    node *left, *right;
};

halves split_at(const node *n, size_t at) {
    if (!n) return {nullptr, nullptr};
    const size_t before = size_of(n->left);
    if (at <= before) {
        const halves inner = split_at(n->left, at);
        return {inner.left, join_with(inner.right, n->own, keep(n->right))};
    }
    if (at >= before + n->own.size) {
        const halves inner = split_at(n->right, at - before - n->own.size);
        return {join_with(keep(n->left), n->own, inner.left), inner.right};
    }
    const size_t cut = at - before;
    const piece first{n->own.begin, cut, n->own.from};
    const piece second{n->own.begin + cut, n->own.size - cut, n->own.from};
    return {join_with(keep(n->left), first, nullptr), join_with(nullptr, second, keep(n->right))};
}

size_t newlines_in(const piece &p, size_t size, const text_sources &sources) {
    const text_source &source = sources[p.from];
    return source.newlines_before(p.begin + size) - source.newlines_before(p.begin);
}

size_t newlines_of(const node *n, const text_sources &sources) {
    if (!n) return 0;
    if (n->newlines == node::unknown)
        n->newlines = newlines_of(n->left, sources) + newlines_in(n->own, n->own.size, sources) +
                      newlines_of(n->right, sources);
    return n->newlines;
}

// The offset behind the `count`th newline, or 0 and `count` less by those in `n`. Looks no further
// than the newline that is asked for.
size_t find_newline(const node *n, size_t &count, const text_sources &sources) {
    if (!n) return 0;
    if (n->newlines < count) {
        count -= n->newlines;
        return 0;
    }
    if (const size_t found = find_newline(n->left, count, sources)) return found;
    const size_t before = size_of(n->left);
    const size_t end = n->own.begin + n->own.size;
    if (const size_t found = sources[n->own.from].after_newline(n->own.begin, end, count))
        return before + found - n->own.begin;
    const size_t found = find_newline(n->right, count, sources);
    return found ? before + n->own.size + found : 0;
}

}  // namespace

piece_tree::piece_tree(const piece &only)
    : root_(only.size ? make(nullptr, only, nullptr) : nullptr) {}
piece_tree::piece_tree(const piece_tree &other) : root_(keep(other.root_)) {}
piece_tree::~piece_tree() { release(root_); }

size_t piece_tree::size() const { return size_of(root_); }

std::pair<piece_tree, piece_tree> piece_tree::split(size_t at) const {
    const halves both = split_at(root_, at);
    std::pair<piece_tree, piece_tree> result;
    result.first.root_ = both.left;
    result.second.root_ = both.right;
    return result;
}

piece_tree piece_tree::join(const piece_tree &left, const piece_tree &right) {
    if (!left.root_) return right;
    if (!right.root_) return left;
    const node *first = right.root_;
    while (first->left) first = first->left;
    const halves rest = split_at(right.root_, first->own.size);
    release(rest.left);
    piece_tree result;
    result.root_ = join_with(keep(left.root_), first->own, rest.right);
    return result;
}

piece piece_tree::from(size_t at) const {
    for (const node *n = root_;;) {
        const size_t before = size_of(n->left);
        if (at < before) {
            n = n->left;
        } else if (at - before < n->own.size) {
            const size_t cut = at - before;
            return {n->own.begin + cut, n->own.size - cut, n->own.from};
        } else {
            at -= before + n->own.size;
            n = n->right;
        }
    }
}

piece piece_tree::until(size_t at) const {
    for (const node *n = root_;;) {
        const size_t before = size_of(n->left);
        if (at <= before) {
            n = n->left;
        } else if (at - before <= n->own.size) {
            return {n->own.begin, at - before, n->own.from};
        } else {
            at -= before + n->own.size;
            n = n->right;
        }
    }
}

size_t piece_tree::newlines_before(size_t at, const text_sources &sources) const {
    size_t count = 0;
    for (const node *n = root_; n;) {
        const size_t before = size_of(n->left);
        if (at <= before) {
            n = n->left;
            continue;
        }
        count += newlines_of(n->left, sources);
        count += newlines_in(n->own, std::min(at - before, n->own.size), sources);
        if (at - before <= n->own.size) break;
        at -= before + n->own.size;
        n = n->right;
    }
    return count;
}

size_t piece_tree::after_newline(size_t count, const text_sources &sources) const {
    return find_newline(root_, count, sources);
}

}  // namespace edit
