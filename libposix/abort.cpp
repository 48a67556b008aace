// What libc++'s headers call when one of their preconditions does not hold.
#include <cstddef>

#include <__verbose_abort>

namespace std::inline __1 {

[[noreturn]] void __libcpp_verbose_abort(const char *, ...) { __builtin_trap(); }

}  // namespace std::inline __1
