#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace edit {

/// One character of UTF-8 text, or one byte that is none.
struct character {
    uint32_t code;  ///< the code point, or the byte
    uint8_t size;   ///< bytes, 1 to 4
    bool valid;     ///< false: a byte that is no part of a right sequence
};

/// The character at the beginning of `bytes`, which are not empty. Overlong forms, surrogates and
/// sequences that are cut off are invalid bytes, one at a time (Unicode 3.9, table 3-7).
[[nodiscard]] character decode(std::string_view bytes);

/// Appends a code point's UTF-8 form.
void encode(uint32_t code, std::string &to);

constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// The longest UTF-8 sequence.
constexpr size_t longest_character = 4;

}  // namespace edit
