// What libc++'s headers need of a library that is not linked.

#include "msh/arena.hpp"

#include <stdlib.h>

void *operator new(size_t size) { return msh::need_memory(size); }
void *operator new[](size_t size) { return msh::need_memory(size); }
void operator delete(void *memory) noexcept { free(memory); }
void operator delete[](void *memory) noexcept { free(memory); }
void operator delete(void *memory, size_t) noexcept { free(memory); }
void operator delete[](void *memory, size_t) noexcept { free(memory); }

extern "C" void __cxa_pure_virtual() { abort(); }

namespace std {
inline namespace __1 {
[[noreturn]] void __libcpp_verbose_abort(const char *, ...) { abort(); }
}  // namespace __1
}  // namespace std
