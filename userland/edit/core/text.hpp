#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "edit/core/piece_tree.hpp"

namespace edit {

/// The bytes being edited: any bytes, any number of lines. Offsets are in bytes; lines count from
/// 0, and there is always one more than newlines. Edits are logarithmic; the newlines of the
/// original are counted only as far as is asked.
class text {
public:
    /// `original` belongs to the caller and stays in place, or moves only by rebase().
    explicit text(std::string_view original);
    text(const text &) = delete;
    text &operator=(const text &) = delete;

    [[nodiscard]] size_t size() const { return tree_.size(); }
    /// The byte at `offset`, which is less than size().
    [[nodiscard]] char at(size_t offset) const { return chunk(offset)[0]; }
    /// Bytes from `offset` on, as many as lie together: at least one before the end, empty there.
    /// Valid until the next edit.
    [[nodiscard]] std::string_view chunk(size_t offset) const;
    /// Bytes up to `offset`, as many as lie together. Valid until the next edit.
    [[nodiscard]] std::string_view chunk_before(size_t offset) const;
    /// A copy of [from, to); `to` is cut to size().
    [[nodiscard]] std::string copy(size_t from, size_t to) const;

    /// The line that `offset` is in, which is at most size().
    [[nodiscard]] size_t line_of(size_t offset) const {
        return tree_.newlines_before(offset, sources_);
    }
    [[nodiscard]] size_t lines() const { return line_of(size()) + 1; }
    /// Where a line begins; size() for a line behind the last.
    [[nodiscard]] size_t line_begin(size_t line) const;
    /// Where the line that `offset` is in begins, and where its newline is (or the text ends).
    [[nodiscard]] size_t begin_of_line_at(size_t offset) const;
    [[nodiscard]] size_t end_of_line_at(size_t offset) const;

    /// Puts `with`, which may be part of this text, for [from, to).
    void replace(size_t from, size_t to, std::string_view with);

    /// The present state, to be kept and restored at any later time.
    [[nodiscard]] const piece_tree &state() const { return tree_; }
    void restore(const piece_tree &state) { tree_ = state; }
    /// Newlines in [from, to) of a kept state.
    [[nodiscard]] size_t newlines_of(const piece_tree &state, size_t from, size_t to) const {
        return state.newlines_before(to, sources_) - state.newlines_before(from, sources_);
    }

    /// The piece that `offset` is in, from there on; for storing edits without what did not change.
    [[nodiscard]] piece piece_at(size_t offset) const { return tree_.from(offset); }
    /// The original's bytes are at another place now.
    void rebase(std::string_view original) { sources_[piece::original].set_bytes(original); }
    /// Indexes about `bytes` more of the original. False when that is complete.
    bool index_more(size_t bytes) const { return sources_[piece::original].index_more(bytes); }

private:
    [[nodiscard]] std::string_view bytes_of(const piece &p) const {
        return sources_[p.from].bytes().substr(p.begin, p.size);
    }

    text_sources sources_;
    std::string added_;
    piece_tree tree_;
};

}  // namespace edit
