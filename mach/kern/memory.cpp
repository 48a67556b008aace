// The C memory and string functions, which compilers call of their own accord. Words of eight
// bytes, unaligned: both architectures allow that on ordinary memory, and the kernel may use no
// vector register.

#include <cstddef>
#include <cstdint>
#include <cstring>

#define PLAIN_LOOPS __attribute__((no_builtin("memcpy", "memset", "memmove", "memcmp", "strlen")))

namespace {

using word [[gnu::may_alias, gnu::aligned(1)]] = uint64_t;

inline const word *words(const void *p) { return static_cast<const word *>(p); }
inline word *words(void *p) { return static_cast<word *>(p); }

}  // namespace

extern "C" PLAIN_LOOPS void *memcpy(void *__restrict to, const void *__restrict from,
                                    std::size_t size) {
    word *t = words(to);
    const word *f = words(from);
    for (; size >= 32; size -= 32, t += 4, f += 4) {
        const uint64_t a = f[0], b = f[1], c = f[2], d = f[3];
        t[0] = a;
        t[1] = b;
        t[2] = c;
        t[3] = d;
    }
    for (; size >= 8; size -= 8) *t++ = *f++;
    auto *tb = reinterpret_cast<unsigned char *>(t);
    const auto *fb = reinterpret_cast<const unsigned char *>(f);
    while (size--) *tb++ = *fb++;
    return to;
}

extern "C" PLAIN_LOOPS void *memmove(void *to, const void *from, std::size_t size) {
    auto *t = static_cast<unsigned char *>(to);
    const auto *f = static_cast<const unsigned char *>(from);
    if (t <= f || t >= f + size) {
        for (; size >= 8; size -= 8, t += 8, f += 8) *words(t) = *words(f);
        while (size--) *t++ = *f++;
        return to;
    }
    for (; size >= 8; size -= 8) *words(t + size - 8) = *words(f + size - 8);
    while (size--) t[size] = f[size];
    return to;
}

extern "C" PLAIN_LOOPS void *memset(void *to, int value, std::size_t size) {
    const uint64_t pattern = static_cast<unsigned char>(value) * 0x0101010101010101u;
    word *t = words(to);
    for (; size >= 32; size -= 32, t += 4) t[0] = t[1] = t[2] = t[3] = pattern;
    for (; size >= 8; size -= 8) *t++ = pattern;
    auto *tb = reinterpret_cast<unsigned char *>(t);
    while (size--) *tb++ = static_cast<unsigned char>(value);
    return to;
}

extern "C" PLAIN_LOOPS int memcmp(const void *left, const void *right, std::size_t size) {
    const auto *l = static_cast<const unsigned char *>(left),
               *r = static_cast<const unsigned char *>(right);
    for (; size && *l == *r; --size) ++l, ++r;
    return size ? *l - *r : 0;
}

extern "C" PLAIN_LOOPS std::size_t strlen(const char *s) {
    std::size_t n = 0;
    while (s[n]) ++n;
    return n;
}

extern "C" PLAIN_LOOPS std::size_t strnlen(const char *s, std::size_t limit) {
    std::size_t n = 0;
    while (n < limit && s[n]) ++n;
    return n;
}

extern "C" PLAIN_LOOPS int strcmp(const char *left, const char *right) {
    while (*left && *left == *right) ++left, ++right;
    return static_cast<unsigned char>(*left) - static_cast<unsigned char>(*right);
}

extern "C" PLAIN_LOOPS int strncmp(const char *left, const char *right, std::size_t limit) {
    for (; limit && *left && *left == *right; --limit) ++left, ++right;
    return limit ? static_cast<unsigned char>(*left) - static_cast<unsigned char>(*right) : 0;
}

/// What compilers make of a memcmp whose sign does not matter.
extern "C" PLAIN_LOOPS int bcmp(const void *left, const void *right, std::size_t size) {
    return memcmp(left, right, size);
}

extern "C" PLAIN_LOOPS void *memchr(const void *in, int value, std::size_t size) {
    auto *p = static_cast<unsigned char *>(const_cast<void *>(in));
    for (; size; --size, ++p)
        if (*p == static_cast<unsigned char>(value)) return p;
    return nullptr;
}
