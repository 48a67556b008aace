#include <message_header.hpp>

#include <cerrno>

namespace posix {

namespace {

struct piece {
    user_address base;
    uint64_t size;
};

bool piece_at(piece &p, user_address vector, uint64_t index) {
    return get_user(p, vector + index * sizeof p);
}

}  // namespace

long vector_size(user_address vector, uint64_t count) {
    if (count > vector_max) return -EMSGSIZE;
    uint64_t total = 0;
    for (uint64_t i = 0; i < count; ++i) {
        piece p;
        if (!piece_at(p, vector, i)) return -EFAULT;
        if (p.size > INT64_MAX || total + p.size > INT64_MAX) return -EINVAL;
        total += p.size;
    }
    return static_cast<long>(total);
}

bool gather_vector(char *to, std::size_t size, user_address vector, uint64_t count) {
    for (uint64_t i = 0; i < count && size != 0; ++i) {
        piece p;
        if (!piece_at(p, vector, i)) return false;
        const std::size_t now = p.size < size ? p.size : size;
        if (!copy_from_user(to, p.base, now)) return false;
        to += now;
        size -= now;
    }
    return true;
}

bool scatter_vector(user_address vector, uint64_t count, const char *from, std::size_t size) {
    for (uint64_t i = 0; i < count && size != 0; ++i) {
        piece p;
        if (!piece_at(p, vector, i)) return false;
        const std::size_t now = p.size < size ? p.size : size;
        if (!copy_to_user(p.base, from, now)) return false;
        from += now;
        size -= now;
    }
    return true;
}

}  // namespace posix
