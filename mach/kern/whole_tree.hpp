/// \file
/// What can be done at once to a tree that is made or goes as a whole.
#pragma once

#include <kern/list.hpp>

/// Fills the empty tree `to` with what `twin_of` makes of each element of `from`, each in its
/// original's place, so that nothing is compared or balanced. An element comes before those below
/// it. Where `twin_of` gives null, the copy ends: `to` is in order then, but not balanced.
/// \return false when it has ended so.
template <class Tree, class TwinOf>
bool copy_tree(const Tree &from, Tree &to, TwinOf twin_of) {
    using links = typename Tree::node_traits;
    using values = typename Tree::value_traits;
    const auto end = from.end().pointed_node(), head = to.end().pointed_node();
    auto at = links::get_parent(end), above = head;
    bool whole = true;
    while (at) {
        auto *const made = twin_of(*values::to_value_ptr(at));
        if (!made) {
            whole = false;
            break;
        }
        const auto twin = values::to_node_ptr(*made);
        links::set_parent(twin, above);
        links::set_left(twin, nullptr);
        links::set_right(twin, nullptr);
        links::set_color(twin, links::get_color(at));
        if (above == head)
            links::set_parent(head, twin);
        else if (links::get_left(links::get_parent(at)) == at)
            links::set_left(above, twin);
        else
            links::set_right(above, twin);
        above = twin;
        auto next = links::get_left(at);
        if (!next) next = links::get_right(at);
        while (!next) {  // up, to the first that has not been left to the right yet
            const auto below = at;
            at = links::get_parent(at);
            above = links::get_parent(above);
            if (at == end) break;
            next = links::get_right(at);
            if (next == below) next = nullptr;
        }
        at = next;
    }
    if (auto edge = links::get_parent(head)) {
        while (const auto left = links::get_left(edge)) edge = left;
        links::set_left(head, edge);
        edge = links::get_parent(head);
        while (const auto right = links::get_right(edge)) edge = right;
        links::set_right(head, edge);
    }
    return whole;
}

/// Takes the first element out of a tree that is not empty, without balancing what is left: in
/// order still, but of no use for insert and erase.
template <class Tree>
auto &take_leftmost(Tree &tree) {
    using links = typename Tree::node_traits;
    const auto head = tree.end().pointed_node(), first = links::get_left(head);
    const auto above = links::get_parent(first), right = links::get_right(first);
    auto leftmost = above;
    if (right) {
        links::set_parent(right, above);
        leftmost = right;
        while (const auto left = links::get_left(leftmost)) leftmost = left;
    }
    links::set_left(head, leftmost);
    if (above != head) {
        links::set_left(above, right);
    } else {
        links::set_parent(head, right);
        if (!right) links::set_right(head, head);
    }
    if constexpr (hook_mode == boost::intrusive::safe_link) Tree::node_algorithms::init(first);
    return *Tree::value_traits::to_value_ptr(first);
}
