// What the compiler may call on its own account; the library has no C library. Without no_builtin
// the loops would become calls to themselves.
#include <cstddef>
#include <cstdint>

extern "C" {

#define NO_BUILTIN __attribute__((no_builtin))

NO_BUILTIN void *memcpy(void *__restrict to, const void *__restrict from, std::size_t size) {
    auto *out = static_cast<unsigned char *>(to);
    const auto *in = static_cast<const unsigned char *>(from);
    for (; size >= 8; size -= 8, out += 8, in += 8) __builtin_memcpy_inline(out, in, 8);
    for (; size != 0; --size) *out++ = *in++;
    return to;
}

NO_BUILTIN void *memmove(void *to, const void *from, std::size_t size) {
    auto *out = static_cast<unsigned char *>(to);
    const auto *in = static_cast<const unsigned char *>(from);
    if (out <= in) return memcpy(to, from, size);
    while (size != 0) {
        --size;
        out[size] = in[size];
    }
    return to;
}

NO_BUILTIN void *memset(void *to, int value, std::size_t size) {
    auto *out = static_cast<unsigned char *>(to);
    const uint64_t pattern = 0x0101010101010101u * static_cast<unsigned char>(value);
    for (; size >= 8; size -= 8, out += 8) __builtin_memcpy_inline(out, &pattern, 8);
    for (; size != 0; --size) *out++ = static_cast<unsigned char>(value);
    return to;
}

NO_BUILTIN int memcmp(const void *left, const void *right, std::size_t size) {
    const auto *a = static_cast<const unsigned char *>(left);
    const auto *b = static_cast<const unsigned char *>(right);
    for (; size != 0; --size, ++a, ++b)
        if (*a != *b) return *a - *b;
    return 0;
}

NO_BUILTIN int bcmp(const void *left, const void *right, std::size_t size) {
    return memcmp(left, right, size);
}

NO_BUILTIN std::size_t strlen(const char *text) {
    std::size_t length = 0;
    while (text[length] != 0) ++length;
    return length;
}
}
