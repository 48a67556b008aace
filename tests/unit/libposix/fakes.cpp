// What the logic under test asks of the rest of the library.
#include <cstring>

#include <lock.hpp>
#include <user_copy.hpp>

namespace posix {

// One thread: nobody ever waits.
void lock::wait() { __builtin_trap(); }
void lock::wake() { __builtin_trap(); }

}  // namespace posix

extern "C" {

long posix_copy(void *to, const void *from, std::size_t size) {
    std::memcpy(to, from, size);
    return 0;
}
long posix_copy_string(char *to, const char *from, std::size_t limit) {
    std::size_t length = 0;
    while (length < limit && (to[length] = from[length]) != 0) ++length;
    return static_cast<long>(length);
}
}
