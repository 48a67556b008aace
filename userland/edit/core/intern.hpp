#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace edit {

/// Strings with small numbers, so that a line's state can name one.
class interned {
public:
    /// Numbers are less than this.
    static constexpr size_t limit = 4096;

    /// The number of `name`; `limit` if there are too many.
    size_t add(std::string_view name) {
        for (size_t i = 0; i < names_.size(); ++i)
            if (names_[i] == name) return i;
        if (names_.size() == limit) return limit;
        names_.emplace_back(name);
        return names_.size() - 1;
    }
    [[nodiscard]] const std::string &operator[](size_t number) const { return names_[number]; }

private:
    std::vector<std::string> names_;
};

}  // namespace edit
