#include <cerrno>

#include <sys/prctl.h>

#include <mach/client.hpp>
#include <process.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

long set_name(user_address name) {
    char text[16] = {};
    if (copy_string_from_user(text, name, sizeof text) < 0) return -EFAULT;
    text[15] = 0;
    __builtin_memcpy(self.name, text, sizeof text);
    mach::rpc::exchange<protocol::process_set_name> x;
    __builtin_memcpy(x.request().name, text, sizeof text);
    (void)x.send(self.server);
    return 0;
}

}  // namespace

long sys_prctl(uint32_t option, uint64_t a1, uint64_t, uint64_t, uint64_t) {
    switch (option) {
    case PR_SET_NAME: return set_name(a1);
    case PR_GET_NAME: return copy_to_user(a1, self.name, sizeof self.name) ? 0 : -EFAULT;
    case PR_GET_DUMPABLE: return 1;
    case PR_SET_DUMPABLE: return a1 > 1 ? -EINVAL : 0;
    case PR_GET_KEEPCAPS:
    case PR_GET_NO_NEW_PRIVS:
    case PR_GET_SECCOMP: return 0;
    case PR_SET_KEEPCAPS: return a1 > 1 ? -EINVAL : 0;
    case PR_SET_PDEATHSIG: return a1 > 64 ? -EINVAL : 0;
    case PR_GET_TIMERSLACK: return 50000;
    case PR_SET_TIMERSLACK: return 0;
    default: return -EINVAL;
    }
}

}  // namespace posix
