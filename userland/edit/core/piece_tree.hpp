#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "edit/core/text_source.hpp"

namespace edit {

/// A run of bytes of one of the two sources.
struct piece {
    enum origin : uint8_t { original, added };
    size_t begin = 0;
    size_t size = 0;
    origin from = original;
};

/// The sources that pieces refer to, by piece::origin.
using text_sources = std::array<text_source, 2>;

/// A sequence of pieces as a balanced binary tree that never changes once made: an edit makes a new
/// tree, which shares most of its nodes with the old one. To keep an old state is to keep its tree.
/// Height-balanced trees by joining: Blelloch, Ferizovic and Sun, "Just Join for Parallel Ordered
/// Sets", 2016. All operations are logarithmic in the number of pieces unless they say otherwise.
class piece_tree {
public:
    piece_tree() = default;
    explicit piece_tree(const piece &only);
    piece_tree(const piece_tree &other);
    piece_tree(piece_tree &&other) noexcept : root_(std::exchange(other.root_, nullptr)) {}
    piece_tree &operator=(piece_tree other) noexcept {
        std::swap(root_, other.root_);
        return *this;
    }
    ~piece_tree();

    /// Bytes.
    [[nodiscard]] size_t size() const;
    /// Whether both are the same tree, not only equal in content.
    [[nodiscard]] bool is(const piece_tree &other) const { return root_ == other.root_; }

    /// What is before byte `at` and what is behind it; `at` is at most size().
    [[nodiscard]] std::pair<piece_tree, piece_tree> split(size_t at) const;
    [[nodiscard]] static piece_tree join(const piece_tree &left, const piece_tree &right);

    /// The rest of the piece that byte `at` is in, from there on; `at` is less than size().
    [[nodiscard]] piece from(size_t at) const;
    /// The part of the piece that byte `at` - 1 is in, up to there; 0 < `at` <= size().
    [[nodiscard]] piece until(size_t at) const;

    /// Newlines before byte `at`. Counts of subtrees are made when first needed.
    [[nodiscard]] size_t newlines_before(size_t at, const text_sources &sources) const;
    /// The offset behind the `count`th newline, count > 0; 0 if there are fewer.
    [[nodiscard]] size_t after_newline(size_t count, const text_sources &sources) const;

    struct node;

private:
    node *root_ = nullptr;
};

}  // namespace edit
