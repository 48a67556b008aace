#include <cerrno>

#include <sys/prctl.h>

#include <call_trace.hpp>
#include <errno_of.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <protocol/call_trace.hpp>
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

constexpr long secure_keep_capabilities = 0x10;  // SECBIT_KEEP_CAPS
constexpr uint64_t timer_slack_default_ns = 50'000;

// The server's, as it was last told.
constinit int parent_death_signal = 0;
constinit bool subreaper = false;
/// How much later timers may be; they are on time here.
constinit uint64_t timer_slack_ns = timer_slack_default_ns;

long set_subreaper(bool value) {
    mach::rpc::exchange<protocol::process_subreaper> x;
    x.request().set = value;
    if (const kern_return_t kr = x.call(self.server); kr != KERN_SUCCESS) return errno_of(kr);
    subreaper = value;
    return 0;
}

long set_parent_death_signal(uint64_t signal) {
    if (signal > static_cast<uint64_t>(protocol::posix_signal_max)) return -EINVAL;
    mach::rpc::exchange<protocol::process_parent_death> x;
    x.request().signal = static_cast<int32_t>(signal);
    if (const kern_return_t kr = x.call(self.server); kr != KERN_SUCCESS) return errno_of(kr);
    parent_death_signal = static_cast<int>(signal);
    return 0;
}

}  // namespace

void forget_family_wishes() {
    parent_death_signal = 0;
    subreaper = false;
}

long sys_prctl(uint32_t option, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4) {
    switch (option) {
    case PR_SET_NAME: return set_name(a1);
    case PR_GET_NAME: return copy_to_user(a1, self.name, sizeof self.name) ? 0 : -EFAULT;
    case PR_GET_DUMPABLE: return self.not_dumpable ? 0 : 1;
    case PR_SET_DUMPABLE:
        if (a1 > 1) return -EINVAL;
        self.not_dumpable = a1 == 0;
        return 0;
    case PR_GET_KEEPCAPS: return self.keeps_capabilities;
    case PR_SET_KEEPCAPS:
        if (a1 > 1) return -EINVAL;
        self.keeps_capabilities = a1 != 0;
        return 0;
    // No exec gives privileges here in the first place.
    case PR_GET_NO_NEW_PRIVS: return self.no_new_privileges;
    case PR_SET_NO_NEW_PRIVS:
        if (a1 != 1 || (a2 | a3 | a4) != 0) return -EINVAL;
        self.no_new_privileges = true;
        return 0;
    case PR_GET_SECCOMP: return 0;
    case PR_GET_SECUREBITS: return self.keeps_capabilities ? secure_keep_capabilities : 0;
    case PR_CAPBSET_READ: return a1 <= capability_last ? 1 : -EINVAL;
    case PR_GET_TIMERSLACK: return static_cast<long>(timer_slack_ns);
    case PR_SET_TIMERSLACK: timer_slack_ns = a1 != 0 ? a1 : timer_slack_default_ns; return 0;
    case PR_SET_CHILD_SUBREAPER: return set_subreaper(a1 != 0);
    case PR_GET_CHILD_SUBREAPER: return put_user(a1, static_cast<int>(subreaper)) ? 0 : -EFAULT;
    case protocol::prctl_trace_children: return trace_children(static_cast<mach_port_t>(a1), a2);
    case PR_SET_PDEATHSIG: return set_parent_death_signal(a1);
    case PR_GET_PDEATHSIG: return put_user(a1, parent_death_signal) ? 0 : -EFAULT;
    default: return -EINVAL;
    }
}

}  // namespace posix
