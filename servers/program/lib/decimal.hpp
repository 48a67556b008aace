/// \file
/// Numbers in text, for the C++ library here has no std::to_string.
#pragma once

#include <cstdio>
#include <string>

namespace program {

inline std::string decimal(long long value) {
    char text[24];
    std::snprintf(text, sizeof text, "%lld", value);
    return text;
}

}  // namespace program
