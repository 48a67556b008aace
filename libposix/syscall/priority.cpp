#include <cerrno>

#include <errno_of.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

constexpr int nice_min = -20, nice_max = 19;

kern_return_t priority(uint32_t which, int who, bool set, int nice, int &value) {
    mach::rpc::exchange<protocol::process_priority> x;
    x.request() = {.which = which, .who = who, .set = set, .nice = nice};
    const kern_return_t kr = x.call(self.server);
    if (kr == KERN_SUCCESS) value = x.reply().value;
    return kr;
}

}  // namespace

/// The system call gives 20 - nice, so that no value looks like an error.
long sys_getpriority(uint32_t which, int who) {
    int nice;
    const kern_return_t kr = priority(which, who, false, 0, nice);
    return kr == KERN_SUCCESS ? 20 - nice : errno_of(kr);
}

long sys_setpriority(uint32_t which, int who, int nice) {
    if (nice < nice_min) nice = nice_min;
    if (nice > nice_max) nice = nice_max;
    int value;
    return errno_of(priority(which, who, true, nice, value));
}

}  // namespace posix
