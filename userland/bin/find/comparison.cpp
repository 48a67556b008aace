#include "bin/find/comparison.hpp"

#include <cerrno>
#include <cstdlib>

std::optional<comparison> parse_comparison(const char *text, const char **rest) {
    comparison result;
    if (*text == '+' || *text == '-') result.sign = *text++ == '+' ? 1 : -1;
    if (*text < '0' || *text > '9') return {};
    char *end;
    errno = 0;
    result.value = std::strtoll(text, &end, 10);
    if (errno || (*end && !rest)) return {};
    if (rest) *rest = end;
    return result;
}
