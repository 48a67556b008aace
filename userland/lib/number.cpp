#include "lib/number.hpp"

#include <cstring>

std::optional<uint64_t> parse_count(const char *text) {
    if (*text < '0' || *text > '9') return {};
    uint64_t value = 0;
    for (; *text >= '0' && *text <= '9'; ++text)
        if (__builtin_mul_overflow(value, uint64_t{10}, &value) ||
            __builtin_add_overflow(value, static_cast<uint64_t>(*text - '0'), &value))
            return {};
    if (!*text) return value;
    if (std::strcmp(text, "b") == 0) {
        if (__builtin_mul_overflow(value, uint64_t{512}, &value)) return {};
        return value;
    }
    static constexpr char letters[] = "KMGTPE";
    const char *letter = std::strchr(letters, *text == 'k' ? 'K' : *text);
    if (!letter) return {};
    const char *rest = text + 1;
    const bool decimal = std::strcmp(rest, "B") == 0;
    if (*rest && !decimal && std::strcmp(rest, "iB") != 0) return {};
    for (const char *each = letters; each <= letter; ++each)
        if (__builtin_mul_overflow(value, uint64_t{decimal ? 1000u : 1024u}, &value)) return {};
    return value;
}
