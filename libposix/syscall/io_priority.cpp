// ioprio_get and ioprio_set: the disk serves everybody alike, so that a value is kept and told, no
// more.
#include <cerrno>
#include <cstdint>

#include <process.hpp>
#include <syscall/calls.hpp>
#include <thread_block.hpp>

namespace posix {

namespace {

enum subject : uint32_t { of_process = 1, of_group, of_user };
enum io_class : uint32_t { none, real_time, best_effort, idle };
/// Between level and class stand hints.
constexpr uint32_t class_shift = 13, level_mask = 7;

/// Inherited by fork, kept over exec.
uint32_t own_priority;

bool is_own(uint32_t which, int who) {
    return which == of_process && (who == 0 || who == self.pid || who == this_thread().tid);
}

/// 0, or -ESRCH or -EINVAL: getpriority knows the same subjects, by numbers from 0 on.
long check_subject(uint32_t which, int who) {
    if (which < of_process || which > of_user) return -EINVAL;
    const long found = is_own(which, who) ? 0 : sys_getpriority(which - of_process, who);
    return found < 0 ? found : 0;
}

/// 0, or why it may not be set.
long objection(uint32_t priority) {
    switch (priority >> class_shift) {
    case none: return (priority & level_mask) == 0 ? 0 : -EINVAL;
    case real_time: return self.credentials.euid == 0 ? 0 : -EPERM;
    case best_effort:
    case idle: return 0;
    default: return -EINVAL;
    }
}

}  // namespace

long sys_ioprio_get(uint32_t which, int who) {
    if (const long error = check_subject(which, who); error != 0) return error;
    return is_own(which, who) ? own_priority : 0;
}

long sys_ioprio_set(uint32_t which, int who, uint32_t priority) {
    if (const long error = objection(priority); error != 0) return error;
    if (const long error = check_subject(which, who); error != 0) return error;
    if (is_own(which, who)) own_priority = priority;
    return 0;
}

}  // namespace posix
