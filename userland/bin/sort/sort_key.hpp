#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// How keys are ordered.
struct sort_order {
    enum class kind : char { text, numeric, general, human, month, version, random };
    kind by = kind::text;
    bool fold = false;        ///< -f: lower case as upper case
    bool dictionary = false;  ///< -d: only blanks, letters and digits count
    bool printable = false;   ///< -i: only printable characters count
    bool reverse = false;
    bool skip_start = false, skip_end = false;  ///< -b: blanks in front do not count

    [[nodiscard]] bool is_default() const {
        return by == kind::text && !fold && !dictionary && !printable && !reverse && !skip_start &&
               !skip_end;
    }
    /// Sets what an option letter says; false if it is none of these, or contradicts another.
    bool set(char letter);
};

/// A part of a line and how it is ordered (-k).
class sort_key {
public:
    sort_order order;

    /// Parses FIELD[.CHAR][OPTIONS][,FIELD[.CHAR][OPTIONS]]. False after a message.
    [[nodiscard]] bool parse(const char *text);

    /// The part of `line` that is the key; fields end at `separator`, or where blanks begin.
    [[nodiscard]] std::string_view of(std::string_view line, std::optional<char> separator) const;

    /// Orders two keys; `reverse` is respected.
    [[nodiscard]] int compare(std::string_view a, std::string_view b) const;

    /// A number that never orders two keys otherwise than compare does; equal numbers say nothing.
    [[nodiscard]] uint64_t prefix(std::string_view key) const;

private:
    [[nodiscard]] const char *start_of(std::string_view line, std::optional<char> separator) const;
    [[nodiscard]] const char *end_of(std::string_view line, std::optional<char> separator) const;
    [[nodiscard]] int compare_text(std::string_view a, std::string_view b) const;

    bool whole_line_ = true;
    size_t first_field_ = 0, first_character_ = 0;
    size_t last_field_ = SIZE_MAX, last_character_ = 0;
};
