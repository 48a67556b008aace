#include <poll.hpp>

#include <cerrno>

#include <call_memory.hpp>
#include <clock.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>
#include <wait_mask.hpp>

namespace posix {

long poll_user(user_address entries, uint32_t count, uint64_t deadline_ns, bool restarts) {
    if (count > open_file_limit() || count > fd_max) return -EINVAL;
    // Eight fit most programs; the array for more lies deeper in the stack, or in no stack.
    poll_entry few[8];
    call_memory many;
    poll_entry *array = few;
    if (count > on_stack_descriptors)
        array = static_cast<poll_entry *>(many.allocate(count * sizeof(poll_entry)));
    else if (count > 8)
        array = static_cast<poll_entry *>(__builtin_alloca(count * sizeof(poll_entry)));
    if (array == nullptr) return -ENOMEM;
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
