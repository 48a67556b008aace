#include <poll.hpp>

#include <cerrno>

#include <clock.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>
#include <wait_mask.hpp>

namespace posix {

namespace {
/// Entries that are handled at a time; more than descriptors there are cannot be open.
constexpr uint32_t entry_max = fd_max;
}  // namespace

long poll_user(user_address entries, uint32_t count, uint64_t deadline_ns, bool restarts) {
    if (count > entry_max) return -EINVAL;
    // Eight fit most programs; the array for more lies deeper in the stack.
    poll_entry few[8];
    poll_entry *array =
        count <= 8 ? few : static_cast<poll_entry *>(__builtin_alloca(count * sizeof(poll_entry)));
    if (!copy_from_user(array, entries, count * sizeof(poll_entry))) return -EFAULT;
    const long result = wait_for_any({array, count}, deadline_ns);
    if (result == -EINTR) {
        if (!restarts) return restart_no_handler;
        this_thread().restart = {.kind = restart_kind::poll,
                                 .deadline_ns = deadline_ns,
                                 .argument = {entries, count, 0}};
        return restart_record_set;
    }
    if (result >= 0 && !copy_to_user(entries, array, count * sizeof(poll_entry))) return -EFAULT;
    return result;
}

long sys_ppoll(user_address entries, uint32_t count, user_address timeout, user_address mask,
               uint64_t mask_size) {
    uint64_t deadline;
    if (const long error = load_deadline(timeout, deadline); error != 0) return error;
    if (mask != 0) {
        if (const long error = apply_wait_mask(mask, mask_size); error != 0) return error;
    }
    return end_wait_mask(poll_user(entries, count, deadline, false));
}

}  // namespace posix
