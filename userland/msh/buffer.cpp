#include "msh/buffer.hpp"

namespace msh {

char *digits_before(char *end, long long value) {
    unsigned long long rest = value < 0 ? 0 - static_cast<unsigned long long>(value) : value;
    do *--end = static_cast<char>('0' + rest % 10);
    while (rest /= 10);
    if (value < 0) *--end = '-';
    return end;
}

void buffer::add_number(long long value) {
    char digits[24];
    char *begin = digits_before(digits + sizeof digits, value);
    add(std::string_view(begin, digits + sizeof digits - begin));
}

void buffer::add_utf8(unsigned long c) {
    if (c < 0x80) return add(static_cast<char>(c));
    if (c < 0x800) {
        add(static_cast<char>(0xc0 | c >> 6));
    } else {
        if (c < 0x10000) {
            add(static_cast<char>(0xe0 | c >> 12));
        } else {
            add(static_cast<char>(0xf0 | (c >> 18 & 7)));
            add(static_cast<char>(0x80 | (c >> 12 & 63)));
        }
        add(static_cast<char>(0x80 | (c >> 6 & 63)));
    }
    add(static_cast<char>(0x80 | (c & 63)));
}

void buffer::insert(size_t at, std::string_view text) {
    reserve(text.size());
    memmove(data_ + at + text.size(), data_ + at, size_ - at);
    memcpy(data_ + at, text.data(), text.size());
    size_ += text.size();
}

void buffer::erase(size_t at, size_t count) {
    memmove(data_ + at, data_ + at + count, size_ - at - count);
    size_ -= count;
}

}  // namespace msh
