#pragma once

#include <optional>
#include <span>

/// A word that an option's argument may be, and what it stands for.
struct choice {
    const char *word;
    int value;
};

/// The value of the choice that `text` is, or that alone it begins. None after a message that lists
/// the choices; the utility then ends with 1.
[[nodiscard]] std::optional<int> choose(const char *option, const char *text,
                                        std::span<const choice> choices);
