#pragma once

#include <cstdint>
#include <optional>

/// N, +N or -N.
struct comparison {
    int sign = 0;
    int64_t value = 0;

    [[nodiscard]] bool holds(int64_t number) const {
        return sign > 0 ? number > value : sign < 0 ? number < value : number == value;
    }
};

/// Reads a comparison; without `rest` it must be all of `text`.
[[nodiscard]] std::optional<comparison> parse_comparison(const char *text,
                                                         const char **rest = nullptr);
