/// \file
/// The flattened device tree (Devicetree Specification 0.4, chapter 5), for drivers that look for
/// their device. What is malformed ends the walk.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include <mach/mach.h>

namespace server::device_tree {

using bytes = std::span<const uint8_t>;

/// The machine's, mapped for good; empty when there is none.
bytes map(mach_port_t device_master);

/// A 32-bit word of a property, 0 beyond its end.
inline uint32_t cell(bytes from, std::size_t index) {
    uint32_t value = 0;
    if (index * 4 + 4 <= from.size()) std::memcpy(&value, from.data() + index * 4, 4);
    return std::byteswap(value);
}
inline uint64_t cells(bytes from, std::size_t index) {
    return uint64_t{cell(from, index)} << 32 | cell(from, index + 1);
}

/// Calls `ended(const Node &)` for each node after its children, when the node has been given its
/// properties by `take(std::string_view name, bytes value)`. \return whether the tree was whole
template <class Node, class Ended>
bool walk(bytes tree, Ended ended) {
    constexpr uint32_t magic = 0xd00dfeed, token_begin = 1, token_end = 2, token_property = 3,
                       token_nothing = 4;
    constexpr unsigned depth_max = 16;
    if (tree.size() < 40 || cell(tree, 0) != magic) return false;
    const uint32_t structure = cell(tree, 2), strings = cell(tree, 3);
    if (structure > tree.size() || strings > tree.size() || structure % 4 != 0) return false;
    Node stack[depth_max];
    unsigned depth = 0;
    for (std::size_t at = structure; at + 4 <= tree.size();) {
        const uint32_t token = cell(tree, at / 4);
        at += 4;
        if (token == token_begin) {
            if (depth == depth_max) return false;
            stack[depth++] = {};
            while (at < tree.size() && tree[at]) ++at;
            at = (at + 4) & ~std::size_t{3};
        } else if (token == token_property) {
            const uint32_t length = cell(tree, at / 4), name = cell(tree, at / 4 + 1);
            at += 8;
            if (depth == 0 || at > tree.size() || length > tree.size() - at ||
                name >= tree.size() - strings)
                return false;
            const auto *text = reinterpret_cast<const char *>(tree.data() + strings + name);
            stack[depth - 1].take({text, strnlen(text, tree.size() - strings - name)},
                                  tree.subspan(at, length));
            at = (at + length + 3) & ~std::size_t{3};
        } else if (token == token_end) {
            if (depth == 0) return false;
            ended(stack[--depth]);
            if (depth == 0) return true;
        } else if (token != token_nothing) {
            return false;
        }
    }
    return false;
}

}  // namespace server::device_tree
