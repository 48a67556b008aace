#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

#include <call.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <limits.hpp>
#include <open_flags.hpp>
#include <protocol/file.hpp>
#include <record_locks.hpp>
#include <syscall/calls.hpp>
#include <syscall/file_owner.hpp>

namespace posix {

namespace {

constexpr uint32_t generic_direct = 040000;
constexpr uint32_t settable_flags = O_APPEND | O_NONBLOCK | O_NOATIME | generic_direct;
constexpr uint32_t flock_bit = 0x80000000;

long status_flags(mach_port_t file) {
    mach::rpc::exchange<protocol::io_flags> x;
    x.request() = {.flags = 0, .mask = 0};
    if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS) return errno_of(kr);
    return static_cast<long>(from_generic(x.reply().flags));
}

/// F_SETFL. Most programs never have to do with O_ASYNC, and it costs them nothing.
long set_status_flags(int fd, mach_port_t file, uint32_t flags) {
    mach::rpc::exchange<protocol::io_flags> x;
    x.request() = {.flags = flags, .mask = settable_flags};
    if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS) return errno_of(kr);
    const bool on = (flags & O_ASYNC) != 0;
    if (on != ((x.reply().flags & protocol::io_flag_async) != 0))
        (void)tell_changes(fd, on);  // as on Linux, files that cannot ignore it
    return 0;
}

/// On 64 bits Linux sets O_LARGEFILE with whatever has been opened by a name.
long opened_flags(const descriptor &file) {
    const long flags = status_flags(file.port);
    const bool opened =
        S_ISREG(file.mode) || S_ISDIR(file.mode) || S_ISCHR(file.mode) || S_ISBLK(file.mode);
    return flags >= 0 && opened ? flags | O_LARGEFILE : flags;
}

/// A byte range in absolute terms; a whence other than SEEK_SET asks the file.
long absolute_range(mach_port_t file, struct flock &range) {
    int64_t base = 0;
    if (range.l_whence == SEEK_CUR || range.l_whence == SEEK_END) {
        mach::rpc::exchange<protocol::io_seek> x;
        if (range.l_whence == SEEK_CUR) {
            x.request() = {.offset = 0, .whence = SEEK_CUR};
            if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS) return errno_of(kr);
            base = x.reply().offset;
        } else {
            mach::rpc::exchange<protocol::io_stat> attributes;
            if (const kern_return_t kr = attributes.call(file); kr != KERN_SUCCESS)
                return errno_of(kr);
            base = static_cast<int64_t>(attributes.reply().attributes.size);
        }
    } else if (range.l_whence != SEEK_SET) {
        return -EINVAL;
    }
    range.l_start += base;
    if (range.l_len < 0) {
        range.l_start += range.l_len;
        range.l_len = -range.l_len;
    }
    return range.l_start < 0 ? -EINVAL : 0;
}

long lock_call(mach_port_t file, const protocol::io_lock_request &wanted,
               protocol::io_lock_reply &found) {
    mach::rpc::exchange<protocol::io_lock> x;
    x.request() = wanted;
    const kern_return_t kr = io_call(x, file, wanted.cookie);
    if (kr == KERN_SUCCESS) found = x.reply();
    const long error = errno_of(kr);
    return error == -EINTR ? restart_always : error;
}

long record_lock(mach_port_t file, uint32_t command, user_address argument) {
    struct flock range;
    if (!get_user(range, argument)) return -EFAULT;
    if (range.l_type != F_RDLCK && range.l_type != F_WRLCK && range.l_type != F_UNLCK)
        return -EINVAL;
    const bool of_description = command >= F_OFD_GETLK && command <= F_OFD_SETLKW;
    const bool asks = command == F_GETLK || command == F_OFD_GETLK;
    if (of_description && range.l_pid != 0) return -EINVAL;
    struct flock told = range;
    if (const long error = absolute_range(file, range); error != 0) return error;
    if (!asks && !of_description) record_locks_used();
    protocol::io_lock_reply found;
    const long error = lock_call(file,
                                 {.command = command,
                                  .cookie = next_cookie(),
                                  .type = static_cast<uint32_t>(range.l_type),
                                  .start = static_cast<uint64_t>(range.l_start),
                                  .length = static_cast<uint64_t>(range.l_len)},
                                 found);
    if (error != 0 || !asks) return error;
    told.l_type = static_cast<short>(found.type);
    if (found.type != F_UNLCK) {
        told.l_whence = SEEK_SET;
        told.l_start = static_cast<off_t>(found.start);
        told.l_len = static_cast<off_t>(found.length);
        told.l_pid = static_cast<pid_t>(found.pid);
    }
    return put_user(argument, told) ? 0 : -EFAULT;
}

long seals(mach_port_t file, bool set, uint32_t add) {
    mach::rpc::exchange<protocol::file_seal> x;
    x.request() = {.add = add, .set = set};
    if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS) {
        const long error = errno_of(kr);
        return error == -EOPNOTSUPP ? -EINVAL : error;
    }
    return set ? 0 : static_cast<long>(x.reply().seals);
}

long pipe_size(mach_port_t file, bool set, uint64_t size) {
    mach::rpc::exchange<protocol::pipe_size> x;
    const auto wanted = static_cast<uint32_t>(size);  // Linux takes as much of it
    if (wanted > 1u << 31) return -EINVAL;
    x.request() = {.set = set, .size = wanted};
    const kern_return_t kr = x.call(file);
    if (kr == KERN_SUCCESS) return x.reply().size;
    return kr == MIG_BAD_ID ? -EBADF : errno_of(kr);
}

}  // namespace

long sys_fcntl(int fd, uint32_t command, uint64_t argument) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL) return -EBADF;
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC: {
        const long copy = descriptors.duplicate(fd, command == F_DUPFD_CLOEXEC,
                                                static_cast<int>(argument), open_file_limit());
        return copy;
    }
    case F_GETFD: return file.close_on_exec ? FD_CLOEXEC : 0;
    case F_SETFD:
        return descriptors.set_close_on_exec(fd, (argument & FD_CLOEXEC) != 0) ? 0 : -EBADF;
    case F_GETFL: return file.path_only ? O_PATH : opened_flags(file);
    case F_SETFL:
        return set_status_flags(fd, file.port, to_generic(static_cast<uint32_t>(argument)));
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW: return record_lock(file.port, command, argument);
    case F_GET_SEALS: return seals(file.port, false, 0);
    case F_ADD_SEALS: return seals(file.port, true, static_cast<uint32_t>(argument));
    case F_GETOWN:
    case F_SETOWN:
    case F_GETOWN_EX:
    case F_SETOWN_EX:
    case F_GETSIG:
    case F_SETSIG: return file_owner_call(file.port, command, argument);
    case F_SETPIPE_SZ: return pipe_size(file.port, true, argument);
    case F_GETPIPE_SZ: return pipe_size(file.port, false, 0);
    default: return -EINVAL;
    }
}

long sys_flock(int fd, uint32_t operation) {
    const mach_port_t file = descriptors.port(fd);
    if (file == MACH_PORT_NULL) return -EBADF;
    protocol::io_lock_reply found;
    return lock_call(file,
                     {.command = operation | flock_bit,
                      .cookie = next_cookie(),
                      .type = 0,
                      .start = 0,
                      .length = 0},
                     found);
}

}  // namespace posix
