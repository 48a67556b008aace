#pragma once

#include <cstdint>
#include <string>

namespace edit {

/// A number's decimal digits. (std::to_string needs libc++'s library.)
[[nodiscard]] inline std::string decimal(uint64_t value) {
    char digits[20];
    char *at = digits + sizeof digits;
    do *--at = static_cast<char>('0' + value % 10);
    while (value /= 10);
    return {at, digits + sizeof digits};
}

}  // namespace edit
