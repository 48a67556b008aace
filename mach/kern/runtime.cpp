// What the compiler and libc++'s headers need of a run-time library.

#include <cstddef>
#include <cstdarg>

#include <kern/assert.hpp>
#include <kern/log.hpp>

// Deleting destructors name these; no kernel object comes from new, so nothing calls them.
void operator delete(void *) noexcept { panic("operator delete"); }
void operator delete(void *, std::size_t) noexcept { panic("operator delete"); }

// The failing assert of <cassert>, which some of Boost's headers include.
extern "C" [[noreturn]] void __assert_fail(const char *what, const char *file, int line,
                                           const char *) {
    panic("%s:%d: assertion failed: %s", file, line, what);
}

extern "C" void __cxa_pure_virtual() { panic("pure virtual function called"); }

namespace std {
inline namespace __1 {
[[noreturn]] void __libcpp_verbose_abort(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log_va(format, arguments);
    va_end(arguments);
    panic("library check failed");
}
}  // namespace __1
}  // namespace std
