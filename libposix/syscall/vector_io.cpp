// readv and writev. What fits into one message is gathered into one, so that small writes stay
// whole.
#include <cerrno>

#include <sys/stat.h>
#include <sys/uio.h>

#include <call.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <file_size_limit.hpp>
#include <signals.hpp>
#include <socket_file.hpp>
#include <syscall/calls.hpp>
#include <transfer.hpp>

namespace posix {

namespace {

constexpr int vector_max = 1024;
// Linux's RWF_*. Nothing is polled here, so high priority is nothing particular.
constexpr uint32_t flag_hipri = 1, flag_dsync = 2, flag_sync = 4;

struct piece {
    user_address base;
    uint64_t size;
};

/// The sum of the sizes, or -EINVAL, -EFAULT.
long total_size(user_address vector, int count) {
    if (count < 0 || count > vector_max) return -EINVAL;
    uint64_t total = 0;
    for (int i = 0; i < count; ++i) {
        piece p;
        if (!get_user(p, vector + static_cast<uint64_t>(i) * sizeof p)) return -EFAULT;
        if (p.size > INT64_MAX || total + p.size > INT64_MAX) return -EINVAL;
        total += p.size;
    }
    return static_cast<long>(total);
}

/// Where the first byte goes; there is one.
user_address first_byte(user_address vector, int count) {
    piece p = {};
    for (int i = 0; i < count && p.size == 0; ++i)
        if (!get_user(p, vector + static_cast<uint64_t>(i) * sizeof p)) return ~user_address{0};
    return p.base;
}

/// One io_write of all pieces, at most io_inline_max together.
long gather(const descriptor &file, user_address vector, int count, int64_t offset) {
    uint32_t cookie = next_cookie();
    for (;;) {
        mach::rpc::exchange<protocol::io_write> x;
        auto &data = x.request().variable;
        x.request().offset = offset;
        x.request().cookie = cookie;
        data.count = 0;
        for (int i = 0; i < count; ++i) {
            piece p;
            if (!get_user(p, vector + static_cast<uint64_t>(i) * sizeof p)) return -EFAULT;
            if (p.size > protocol::io_inline_max - data.count) return -EINVAL;
            if (!copy_from_user(data.items + data.count, p.base, p.size)) return -EFAULT;
            data.count += static_cast<uint32_t>(p.size);
        }
        const kern_return_t kr = io_call(x, file.port, cookie);
        if (kr == KERN_SUCCESS) return static_cast<long>(x.reply().count);
        const long error = failed_call(kr, cookie);
        if (error == -EPIPE) raise_here(SIGPIPE, SI_USER);
        if (error != 0) return error;
    }
}

using transfer = long (*)(mach_port_t, bool, user_address, uint64_t, int64_t);

/// Piece after piece, until one comes back short.
long each(transfer one, const descriptor &file, user_address vector, int count, int64_t offset) {
    uint64_t done = 0;
    for (int i = 0; i < count; ++i) {
        piece p;
        if (!get_user(p, vector + static_cast<uint64_t>(i) * sizeof p))
            return done != 0 ? static_cast<long>(done) : -EFAULT;
        if (p.size == 0) continue;
        const int64_t at =
            offset == protocol::io_at_position ? offset : offset + static_cast<int64_t>(done);
        const long n = one(file.port, S_ISREG(file.mode), p.base, p.size, at);
        if (n < 0) return done != 0 ? static_cast<long>(done) : n;
        done += static_cast<uint64_t>(n);
        if (static_cast<uint64_t>(n) < p.size) break;
    }
    return static_cast<long>(done);
}

long read_vector(int fd, user_address vector, int count, int64_t offset) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    const long total = total_size(vector, count);
    if (total <= 0) return total;
    if (S_ISREG(file.mode)) return each(read_file, file, vector, count, offset);
    const bool once = S_ISFIFO(file.mode) || S_ISSOCK(file.mode);
    if (once && offset != protocol::io_at_position) return -ESPIPE;
    if (once && !writable_user(first_byte(vector, count))) return refuse_buffer(fd, file.port);
    return S_ISSOCK(file.mode)
               ? receive_pieces(file.port, vector, count, static_cast<uint64_t>(total))
               : read_pieces(file.port, vector, count, static_cast<uint64_t>(total), offset);
}

long write_vector(int fd, user_address vector, int count, int64_t offset) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    const long total = total_size(vector, count);
    if (total <= 0) return total;
    if (S_ISSOCK(file.mode) && total <= static_cast<long>(protocol::socket_message_max)) {
        if (offset != protocol::io_at_position) return -ESPIPE;
        return send_pieces(file.port, vector, count, static_cast<uint64_t>(total));
    }
    const bool limited = S_ISREG(file.mode) && file_size_limited();
    if (total <= static_cast<long>(protocol::io_inline_max) && !limited)
        return gather(file, vector, count, offset);
    return each(write_file, file, vector, count, offset);
}

}  // namespace

long sys_readv(int fd, user_address vector, int count) {
    return read_vector(fd, vector, count, protocol::io_at_position);
}
long sys_writev(int fd, user_address vector, int count) {
    return write_vector(fd, vector, count, protocol::io_at_position);
}
long sys_preadv(int fd, user_address vector, int count, int64_t offset) {
    return offset < 0 ? -EINVAL : read_vector(fd, vector, count, offset);
}
long sys_pwritev(int fd, user_address vector, int count, int64_t offset) {
    return offset < 0 ? -EINVAL : write_vector(fd, vector, count, offset);
}
long sys_preadv2(int fd, user_address vector, int count, int64_t offset, int64_t, uint32_t flags) {
    if ((flags & ~(flag_hipri | flag_dsync | flag_sync)) != 0) return -EOPNOTSUPP;
    return offset == -1 ? sys_readv(fd, vector, count) : sys_preadv(fd, vector, count, offset);
}
long sys_pwritev2(int fd, user_address vector, int count, int64_t offset, int64_t, uint32_t flags) {
    if ((flags & ~(flag_hipri | flag_dsync | flag_sync)) != 0) return -EOPNOTSUPP;
    const long written =
        offset == -1 ? sys_writev(fd, vector, count) : sys_pwritev(fd, vector, count, offset);
    if (written > 0 && (flags & flag_sync) != 0) (void)sys_fsync(fd);
    if (written > 0 && (flags & flag_dsync) != 0) (void)sys_fdatasync(fd);
    return written;
}

}  // namespace posix
