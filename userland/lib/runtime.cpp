// What libc++'s headers need of a run-time library (utilities link musl, but no libc++.a).

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <unistd.h>

// The headers promise these instantiations in libc++'s library.
template class std::basic_string<char>;
template std::string std::operator+(const char *, const std::string &);

namespace {

[[noreturn]] void out_of_memory() {
    static constexpr char message[] = "out of memory\n";
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    _exit(125);
}

void *allocate(std::size_t size) {
    if (void *memory = std::malloc(size ? size : 1)) return memory;
    out_of_memory();
}

}  // namespace

void *operator new(std::size_t size) { return allocate(size); }
void *operator new[](std::size_t size) { return allocate(size); }
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete[](void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void *memory, std::size_t) noexcept { std::free(memory); }

extern "C" void __cxa_pure_virtual() { std::abort(); }

namespace std {
inline namespace __1 {

// The text without its arguments: printf would be a tenth of the shell.
[[noreturn]] void __libcpp_verbose_abort(const char *format, ...) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, format, std::strlen(format));
    std::abort();
}

#define TO_STRING(type, format)                                                                    \
    string to_string(type value) {                                                                 \
        char digits[24];                                                                           \
        return {digits, static_cast<size_t>(std::snprintf(digits, sizeof digits, format, value))}; \
    }
TO_STRING(int, "%d")
TO_STRING(unsigned, "%u")
TO_STRING(long, "%ld")
TO_STRING(unsigned long, "%lu")

}  // namespace __1
}  // namespace std
