#include "msh/number.hpp"

namespace msh {

static unsigned digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    c |= 32;
    return c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10 : 16;
}

const char *read_number(const char *text, uint64_t &value, bool &negative, bool &overflow) {
    const char *p = text;
    while (*p == ' ' || *p == '\t' || *p == '\n') p++;
    negative = *p == '-';
    if (*p == '-' || *p == '+') p++;
    unsigned base = 10;
    if (*p == '0') {
        base = 8;
        if ((p[1] | 32) == 'x' && digit(p[2]) < 16) {
            base = 16;
            p += 2;
        }
    }
    value = 0;
    overflow = false;
    const char *begin = p;
    for (unsigned d; (d = digit(*p)) < base; p++)
        overflow |= __builtin_mul_overflow(value, uint64_t{base}, &value) ||
                    __builtin_add_overflow(value, uint64_t{d}, &value);
    if (overflow) value = UINT64_MAX;
    return p == begin ? text : p;
}

int plain_number(const char *text) {
    int value = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9'; p++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, *p - '0', &value))
            return -1;
    return *p || p == text ? -1 : value;
}

}  // namespace msh
