#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace edit {

/// Bytes that every match begins with, and a fast way to the next place that has them: Horspool,
/// "Practical fast searching in strings", 1980, with ASCII letters of both cases taken as one if
/// asked.
class literal_prefix {
public:
    /// `bytes` are small letters if `ignore_case`.
    void set(std::string bytes, bool ignore_case);

    [[nodiscard]] size_t size() const { return bytes_.size(); }
    /// Where in `in` the bytes stand first; npos if they do not.
    [[nodiscard]] size_t find_in(std::string_view in) const;

    /// Whether `in` begins with them, as far as it goes.
    [[nodiscard]] bool begins(std::string_view in) const;

private:
    [[nodiscard]] unsigned char folded(char c) const {
        return fold_[static_cast<unsigned char>(c)];
    }

    std::string bytes_;
    std::array<unsigned char, 256> fold_;
    std::array<uint32_t, 256> shift_;
};

}  // namespace edit
