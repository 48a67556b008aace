// sendfile and copy_file_range: from one open file to another, through messages of this thread.
#include <cerrno>
#include <csignal>

#include <sys/stat.h>
#include <unistd.h>

#include <call.hpp>
#include <fd_table.hpp>
#include <open_flags.hpp>
#include <signals.hpp>
#include <syscall/calls.hpp>
#include <syscall/move.hpp>
#include <transfer.hpp>

namespace posix {

long move_some(mach_port_t in, int64_t in_offset, mach_port_t out, int64_t out_offset,
               uint32_t size) {
    uint32_t cookie = next_cookie();
    mach::rpc::exchange<protocol::io_read> from;
    for (;;) {
        from.request() = {.offset = in_offset, .count = size, .cookie = cookie};
        const kern_return_t kr = io_call(from, in, cookie);
        if (kr == KERN_SUCCESS) break;
        if (const long error = failed_call(kr, cookie); error != 0) return error;
    }
    const auto &data = from.reply().variable;
    uint32_t done = 0;
    while (done < data.count) {
        mach::rpc::exchange<protocol::io_write> to;
        cookie = next_cookie();
        to.request().offset =
            out_offset == protocol::io_at_position ? out_offset : out_offset + done;
        to.request().cookie = cookie;
        to.request().variable.count = data.count - done;
        memcpy(to.request().variable.items, data.items + done, data.count - done);
        const kern_return_t kr = io_call(to, out, cookie);
        if (kr == KERN_SUCCESS) {
            done += to.reply().count;
            continue;
        }
        const long error = failed_call(kr, cookie);
        if (error == 0) continue;
        if (error == -EPIPE) raise_here(SIGPIPE, SI_USER);
        if (in_offset == protocol::io_at_position) {
            mach::rpc::exchange<protocol::io_seek> back;
            back.request() = {.offset = static_cast<int64_t>(done) - data.count, .whence = 1};
            (void)back.call(in);
        }
        return done != 0 ? static_cast<long>(done) : error;
    }
    return static_cast<long>(done);
}

namespace {

long move(const descriptor &in, int64_t in_offset, const descriptor &out, int64_t out_offset,
          uint64_t size) {
    uint64_t done = 0;
    while (done < size) {
        const uint64_t left = size - done;
        const auto now =
            static_cast<uint32_t>(left < protocol::io_inline_max ? left : protocol::io_inline_max);
        const auto moved = static_cast<int64_t>(done);
        const long count = move_some(
            in.port, in_offset == protocol::io_at_position ? in_offset : in_offset + moved,
            out.port, out_offset == protocol::io_at_position ? out_offset : out_offset + moved,
            now);
        if (count < 0) return done != 0 ? static_cast<long>(done) : count;
        done += static_cast<uint64_t>(count);
        if (count == 0 || this_thread().head.kernel.interrupt_pending != 0) break;
    }
    return static_cast<long>(done);
}

}  // namespace

namespace {

bool appends(mach_port_t file) {
    mach::rpc::exchange<protocol::io_flags> x;
    x.request() = {.flags = 0, .mask = 0};
    return x.call(file) == KERN_SUCCESS && (x.reply().flags & open_append) != 0;
}

/// Where a transfer begins: `offset`, or the file's position.
int64_t beginning(mach_port_t file, int64_t offset) {
    if (offset != protocol::io_at_position) return offset;
    mach::rpc::exchange<protocol::io_seek> x;
    x.request() = {.offset = 0, .whence = SEEK_CUR};
    return x.call(file) == KERN_SUCCESS ? x.reply().offset : 0;
}

/// Are these ranges of one and the same file, and do they have bytes in common?
bool overlap(mach_port_t in, int64_t from, mach_port_t out, int64_t to, uint64_t size) {
    mach::rpc::exchange<protocol::io_stat> a, b;
    if (a.call(in) != KERN_SUCCESS || b.call(out) != KERN_SUCCESS) return false;
    const auto &x = a.reply().attributes, &y = b.reply().attributes;
    if (x.device != y.device || x.inode != y.inode) return false;
    const int64_t begin = beginning(in, from), target = beginning(out, to);
    const auto apart = static_cast<uint64_t>(begin < target ? target - begin : begin - target);
    // Only what there is to read is copied.
    const uint64_t left = x.size > static_cast<uint64_t>(begin) ? x.size - begin : 0;
    return apart < (size < left ? size : left);
}

}  // namespace

bool load_offset(user_address address, int64_t &offset) {
    offset = protocol::io_at_position;
    return address == 0 || get_user(offset, address);
}
bool store_offset(user_address address, int64_t offset, long moved) {
    return address == 0 || moved <= 0 || put_user(address, offset + moved);
}

long sys_sendfile(int out_fd, int in_fd, user_address offset, uint64_t size) {
    const descriptor in = descriptors.get(in_fd), out = descriptors.get(out_fd);
    if (in.port == MACH_PORT_NULL || out.port == MACH_PORT_NULL) return -EBADF;
    if (!S_ISREG(in.mode) && !S_ISBLK(in.mode)) return -EINVAL;
    if (appends(out.port)) return -EINVAL;
    int64_t from;
    if (!load_offset(offset, from)) return -EFAULT;
    if (offset != 0 && from < 0) return -EINVAL;
    const long moved =
        move(in, from, out, protocol::io_at_position, size < 0x7ffff000 ? size : 0x7ffff000);
    return store_offset(offset, from, moved) ? moved : -EFAULT;
}

long sys_copy_file_range(int in_fd, user_address in_offset, int out_fd, user_address out_offset,
                         uint64_t size, uint32_t flags) {
    const descriptor in = descriptors.get(in_fd), out = descriptors.get(out_fd);
    if (in.port == MACH_PORT_NULL || out.port == MACH_PORT_NULL) return -EBADF;
    if (flags != 0) return -EINVAL;
    if (S_ISDIR(in.mode) || S_ISDIR(out.mode)) return -EISDIR;
    if (!S_ISREG(in.mode) || !S_ISREG(out.mode)) return -EINVAL;
    if (appends(out.port)) return -EBADF;
    int64_t from, to;
    if (!load_offset(in_offset, from) || !load_offset(out_offset, to)) return -EFAULT;
    if (size > 0x7ffff000) size = 0x7ffff000;
    if (overlap(in.port, from, out.port, to, size)) return -EINVAL;
    const long moved = move(in, from, out, to, size);
    return store_offset(in_offset, from, moved) && store_offset(out_offset, to, moved) ? moved
                                                                                       : -EFAULT;
}

}  // namespace posix
