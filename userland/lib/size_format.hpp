#pragma once

#include <cstdint>
#include <optional>
#include <string>

/// How a size in bytes is shown: in units of `unit` bytes, rounded up, or with a letter that suits
/// it (12K, 3.4M), where each letter stands for `base` times the one before.
struct size_format {
    uint64_t unit = 1024;
    unsigned base = 0;        ///< 1000 or 1024 for letters, else 0
    const char *suffix = "";  ///< follows every number in units

    [[nodiscard]] std::string operator()(uint64_t bytes) const;
    /// Appends to `text`, for those that show many.
    void append(std::string &text, uint64_t bytes) const;

    static constexpr size_format human(unsigned base = 1024) { return {1, base, ""}; }
    /// What --block-size takes: a count with a multiplier (1M), a multiplier alone (M, shown behind
    /// each number too), `human-readable` or `si`.
    static std::optional<size_format> parse(const char *text);
};
