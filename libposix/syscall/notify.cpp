// inotify: a queue of the file server's, with watches that it keeps at its files.
#include <syscall/notify_calls.hpp>

#include <cerrno>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <mach/client.hpp>
#include <open_flags.hpp>
#include <path.hpp>
#include <process.hpp>
#include <protocol/event.hpp>

namespace posix {

namespace {

// IN_* that say how to find the file and what to do with a watch that is there.
constexpr uint32_t only_directory = 1u << 24, keep_link = 1u << 25, only_new = 1u << 28,
                   add_to = 1u << 29;
constexpr uint32_t mask_known = 0xf700'efff;  // ALL_INOTIFY_BITS
constexpr uint32_t open_directory = 0200000;

/// A queue's descriptor answers, and any other file says that it is none. \return 0 or -errno.
long answer_of(kern_return_t result) {
    const long error = errno_of(result);
    return result == MIG_BAD_ID ? -EINVAL : error;
}

}  // namespace

long sys_inotify_init1(uint32_t flags) {
    if ((flags & ~(open_nonblock | open_close_on_exec)) != 0) return -EINVAL;
    mach::rpc::exchange<protocol::event_create> x;
    x.request() = {.kind = protocol::event_notifier, .flags = flags & open_nonblock, .value = 0};
    if (const kern_return_t kr = x.call(self.file_service); kr != KERN_SUCCESS) return errno_of(kr);
    const mach_port_t port = x.reply().event.name;
    const int fd =
        descriptors.insert(port, 0600, (flags & open_close_on_exec) != 0, 0, open_file_limit());
    if (fd < 0) (void)mach_port_deallocate(mach_task_self(), port);
    return fd;
}

long sys_inotify_add_watch(int fd, user_address path, uint32_t mask) {
    if ((mask & mask_known) == 0) return -EINVAL;
    const mach_port_t queue = descriptors.port(fd);
    if (queue == MACH_PORT_NULL) return -EBADF;
    if ((mask & add_to) != 0 && (mask & only_new) != 0) return -EINVAL;
    mach::rpc::exchange<protocol::file_open> open;
    kern_return_t kr = path_call(
        open, at_working_directory, path,
        [&](protocol::file_open_request &request) {
            request.flags = open_path | ((mask & only_directory) != 0 ? open_directory : 0) |
                            ((mask & keep_link) != 0 ? open_no_follow : 0);
            request.mode = 0;
            request.cookie = 0;
        },
        {.follow_descriptors = true});
    if (kr != KERN_SUCCESS) return errno_of(kr);
    mach::rpc::exchange<protocol::event_watch> x;
    x.request().file = mach::rpc::port_descriptor(open.reply().file.name, MACH_MSG_TYPE_MOVE_SEND);
    x.request().mask = mask;
    kr = x.call(queue);
    return kr == KERN_SUCCESS ? x.reply().watch : answer_of(kr);
}

long sys_inotify_rm_watch(int fd, int watch) {
    const mach_port_t queue = descriptors.port(fd);
    if (queue == MACH_PORT_NULL) return -EBADF;
    mach::rpc::exchange<protocol::event_unwatch> x;
    x.request().watch = watch;
    return answer_of(x.call(queue));
}

}  // namespace posix
