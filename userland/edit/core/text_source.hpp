#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace edit {

/// Bytes that never change (more may come at the end), with an index of their newlines that is
/// built only as far as somebody asked. The bytes belong to the caller.
class text_source {
public:
    /// The bytes are at `bytes` now: the same as before, and perhaps more behind them.
    void set_bytes(std::string_view bytes) { bytes_ = bytes; }
    [[nodiscard]] std::string_view bytes() const { return bytes_; }

    /// Newlines in [0, offset).
    [[nodiscard]] size_t newlines_before(size_t offset) const;

    /// The offset behind the `count`th newline of [from, to), count > 0. Without that many, 0, and
    /// `count` is less by those that there are.
    size_t after_newline(size_t from, size_t to, size_t &count) const;

    /// Goes on with the index for about `bytes` more. False when it is complete.
    bool index_more(size_t bytes) const;

private:
    static constexpr size_t block = 16384;
    [[nodiscard]] size_t count(size_t from, size_t to) const;
    void index_to(size_t blocks) const;

    std::string_view bytes_;
    /// [i]: newlines before block i, for the blocks that have been reached.
    mutable std::vector<size_t> before_{0};
};

}  // namespace edit
