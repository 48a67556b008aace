#include <file_time.hpp>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <path.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

struct wanted_times {
    uint32_t valid;
    int64_t access, modification;
};

bool load(const time_value &t, uint32_t set, uint32_t now, uint32_t &valid, int64_t &out) {
    if (t.nanoseconds == UTIME_OMIT) return true;
    if (t.nanoseconds == UTIME_NOW) {
        valid |= now;
        return true;
    }
    if (t.nanoseconds < 0 || t.nanoseconds >= static_cast<int64_t>(ns_per_second)) return false;
    valid |= set;
    out = t.seconds * static_cast<int64_t>(ns_per_second) + t.nanoseconds;
    return true;
}

}  // namespace

long set_file_times(int directory, user_address path, const time_value *times, uint32_t flags) {
    wanted_times wanted{.valid = protocol::io_set_access_now | protocol::io_set_modification_now,
                        .access = 0,
                        .modification = 0};
    if (times != nullptr) {
        wanted.valid = 0;
        if (!load(times[0], protocol::io_set_access_time, protocol::io_set_access_now, wanted.valid,
                  wanted.access) ||
            !load(times[1], protocol::io_set_modification_time, protocol::io_set_modification_now,
                  wanted.valid, wanted.modification))
            return -EINVAL;
        if (wanted.valid == 0) return 0;
    }
    if (path == 0) {
        const mach_port_t file = descriptors.port(directory);
        if (file == MACH_PORT_NULL) return -EBADF;
        mach::rpc::exchange<protocol::io_set_attributes> x;
        x.request() = {.valid = wanted.valid,
                       .mode = 0,
                       .uid = 0,
                       .gid = 0,
                       .access_time = wanted.access,
                       .modification_time = wanted.modification};
        return errno_of(x.call(file));
    }
    mach::rpc::exchange<protocol::file_set_attributes> x;
    return errno_of(path_call(x, directory, path,
                              [&](protocol::file_set_attributes_request &request) {
                                  request.flags = (flags & AT_SYMLINK_NOFOLLOW) != 0
                                                      ? protocol::file_no_follow
                                                      : 0;
                                  request.valid = wanted.valid;
                                  request.mode = request.uid = request.gid = 0;
                                  request.access_time = wanted.access;
                                  request.modification_time = wanted.modification;
                              },
                              {.allow_empty = (flags & AT_EMPTY_PATH) != 0,
                               .follow_descriptors = (flags & AT_SYMLINK_NOFOLLOW) == 0}));
}

long sys_utimensat(int directory, user_address path, user_address times, uint32_t flags) {
    if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) return -EINVAL;
    time_value values[2];
    if (times != 0 && !get_user(values, times)) return -EFAULT;
    return set_file_times(directory, path, times != 0 ? values : nullptr, flags);
}

}  // namespace posix
