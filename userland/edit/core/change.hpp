#pragma once

#include <algorithm>
#include <cstddef>

namespace edit {

/// One replacement: `removed` bytes at `from` gave way to `inserted` bytes.
struct change {
    size_t from = 0;
    size_t removed = 0;
    size_t inserted = 0;

    [[nodiscard]] change inverse() const { return {from, inserted, removed}; }

    /// The smallest single change that covers this one and then `next`.
    [[nodiscard]] change then(const change &next) const {
        const size_t begin = std::min(from, next.from);
        const size_t end = std::max(from + inserted, next.from + next.removed);
        return {begin, end - inserted + removed - begin,
                end - next.removed + next.inserted - begin};
    }
};

}  // namespace edit
