#include <syscall/personality.hpp>

#include <cerrno>

#include <sys/personality.h>

namespace posix {

namespace {
constinit uint32_t present = 0;  // inherited by fork and kept over exec, as all data here
}

/// There is one execution domain, Linux's own. Addresses are the same in every run, as
/// ADDR_NO_RANDOMIZE asks for.
long sys_personality(uint32_t wanted) {
    constexpr uint32_t only_ask = 0xffffffff;
    if (wanted == only_ask) return static_cast<long>(present);
    if ((wanted & ~uint32_t{ADDR_NO_RANDOMIZE}) != PER_LINUX) return -EINVAL;
    const auto before = static_cast<long>(present);
    present = wanted;
    return before;
}

}  // namespace posix
