// What libc++'s headers need of a run-time library (servers link musl, but no libc++.a).

#include <cstddef>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#include <mach/mach_traps.h>

const std::nothrow_t std::nothrow{};

// The headers promise these instantiations in libc++'s library.
template class std::basic_string<char>;
template std::string std::operator+(const char *, const std::string &);

namespace {

[[noreturn]] void out_of_memory() {
    static constexpr char message[] = "server: out of memory\n";
    debug_write_trap(message, sizeof message - 1);
    task_exit_trap();
    __builtin_trap();
}

void *allocate(std::size_t size) {
    if (void *memory = std::malloc(size ? size : 1)) return memory;
    out_of_memory();
}

}  // namespace

void *operator new(std::size_t size) { return allocate(size); }
void *operator new[](std::size_t size) { return allocate(size); }
void *operator new(std::size_t size, const std::nothrow_t &) noexcept {
    return std::malloc(size ? size : 1);
}
void *operator new[](std::size_t size, const std::nothrow_t &) noexcept {
    return std::malloc(size ? size : 1);
}
void *operator new(std::size_t size, std::align_val_t alignment) {
    void *memory = std::aligned_alloc(static_cast<std::size_t>(alignment), size);
    if (!memory) out_of_memory();
    return memory;
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete[](void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void *memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void *memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

extern "C" void __cxa_pure_virtual() { std::abort(); }

namespace std {
inline namespace __1 {

[[noreturn]] void __libcpp_verbose_abort(const char *format, ...) {
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    const int length = std::vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length > 0)
        debug_write_trap(line, static_cast<size_t>(length) < sizeof line
                                   ? static_cast<size_t>(length)
                                   : sizeof line - 1);
    std::abort();
}

/// The hash tables' bucket counts: the least prime that is not below `n`.
size_t __next_prime(size_t n) {
    if (n <= 2) return 2;
    for (n |= 1;; n += 2) {
        bool prime = true;
        for (size_t divisor = 3; divisor * divisor <= n; divisor += 2)
            if (n % divisor == 0) {
                prime = false;
                break;
            }
        if (prime) return n;
    }
}

}  // namespace __1
}  // namespace std
