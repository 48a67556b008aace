#include <transfer.hpp>

#include <cerrno>
#include <csignal>

#include <unistd.h>

#include <call.hpp>
#include <errno_of.hpp>
#include <file_size_limit.hpp>
#include <mach/mach_traps.h>
#include <message_header.hpp>
#include <protocol/error.hpp>
#include <signals.hpp>

namespace posix {

namespace {

/// A regular file's transfer up to this size is made of inline messages, which is cheaper than
/// moving pages.
constexpr uint64_t inline_series_max = 4 * protocol::io_inline_max;

/// The rules for a process in a background group of its terminal (POSIX 11.1.4). \return 0: do it
/// all the same.
long background_access(bool write) {
    const int signal = write ? SIGTTOU : SIGTTIN;
    const bool refused = signal_actions[signal].handler == handler_ignore ||
                         contains(this_thread().head.blocked, signal);
    if (refused) return write ? 0 : -EIO;
    mach::rpc::exchange<protocol::process_kill> x;
    x.request().pid = 0;
    x.request().tid = 0;
    x.request().info = {};
    x.request().info.signal = signal;
    x.request().info.code = SI_KERNEL;
    const kern_return_t kr = x.call(self.server);
    // An orphaned group cannot be continued by anybody: the access fails instead.
    return kr == KERN_SUCCESS ? restart_always : -EIO;
}

/// The application's buffer.
struct flat {
    user_address buffer;
    bool copy(const char *from, std::size_t size) const { return copy_to_user(buffer, from, size); }
};

/// A vector of its buffers.
struct pieces {
    user_address vector;
    uint64_t count;
    bool copy(const char *from, std::size_t size) const {
        return scatter_vector(vector, count, from, size);
    }
};

/// What was read but could not be stored is still to be read, where the position can be moved.
long not_stored(mach_port_t file, uint32_t size, int64_t offset) {
    if (offset == protocol::io_at_position) {
        mach::rpc::exchange<protocol::io_seek> back;
        back.request() = {.offset = -static_cast<int64_t>(size), .whence = SEEK_CUR};
        (void)back.call(file);
    }
    return -EFAULT;
}

template <class buffers>
long read_inline(mach_port_t file, const buffers &to, uint32_t size, int64_t offset) {
    uint32_t cookie = next_cookie();
    for (;;) {
        mach::rpc::exchange<protocol::io_read> x;
        x.request() = {.offset = offset, .count = size, .cookie = cookie};
        if (const kern_return_t kr = io_call(x, file, cookie); kr != KERN_SUCCESS) {
            if (const long error = failed_call(kr, cookie); error != 0) return error;
            continue;
        }
        const auto &data = x.reply().variable;
        const uint32_t count = data.count < size ? data.count : size;
        return to.copy(data.items, count) ? static_cast<long>(count)
                                          : not_stored(file, count, offset);
    }
}

/// \param more set when there is more, which another call gets
template <class buffers>
long read_pages(mach_port_t file, const buffers &to, uint32_t size, int64_t offset, bool &more) {
    uint32_t cookie = next_cookie();
    for (;;) {
        mach::rpc::exchange<protocol::io_read_ool> x;
        x.request() = {.offset = offset, .count = size, .cookie = cookie};
        if (const kern_return_t kr = io_call(x, file, cookie); kr != KERN_SUCCESS) {
            if (const long error = failed_call(kr, cookie); error != 0) return error;
            continue;
        }
        const mach_msg_ool_descriptor_t data = x.reply().data;
        more = x.reply().more != 0;
        const uint32_t count = data.size < size ? data.size : size;
        const bool copied = to.copy(reinterpret_cast<const char *>(data.address), count);
        if (data.size != 0) (void)mach_vm_deallocate(mach_task_self(), data.address, data.size);
        return copied ? static_cast<long>(count) : not_stored(file, count, offset);
    }
}

long write_inline(mach_port_t file, user_address buffer, uint32_t size, int64_t offset) {
    uint32_t cookie = next_cookie();
    for (;;) {
        mach::rpc::exchange<protocol::io_write> x;
        x.request().offset = offset;
        x.request().cookie = cookie;
        x.request().variable.count = size;
        if (!copy_from_user(x.request().variable.items, buffer, size)) return -EFAULT;
        const kern_return_t kr = io_call(x, file, cookie);
        if (kr == KERN_SUCCESS) return static_cast<long>(x.reply().count);
        if (const long error = failed_call(kr, cookie); error != 0) return error;
    }
}

long write_pages(mach_port_t file, user_address buffer, uint32_t size, int64_t offset) {
    if (!user_range(buffer, size)) return -EFAULT;
    uint32_t cookie = next_cookie();
    for (;;) {
        mach::rpc::exchange<protocol::io_write_ool> x;
        x.request() = {
            .data = mach::rpc::ool_descriptor(buffer, size), .offset = offset, .cookie = cookie};
        const kern_return_t kr = io_call(x, file, cookie);
        if (kr == KERN_SUCCESS) return static_cast<long>(x.reply().count);
        if (kr == MACH_SEND_INVALID_MEMORY) return -EFAULT;
        if (const long error = failed_call(kr, cookie); error != 0) return error;
    }
}

long read_flat(mach_port_t file, user_address buffer, uint32_t size, int64_t offset) {
    return read_inline(file, flat{buffer}, size, offset);
}

using step = long (*)(mach_port_t, user_address, uint32_t, int64_t);

/// A transfer in inline messages, until one comes back short.
long series(step one, mach_port_t file, user_address buffer, uint64_t size, int64_t offset) {
    uint64_t done = 0;
    do {
        const uint64_t left = size - done;
        const auto now =
            static_cast<uint32_t>(left < protocol::io_inline_max ? left : protocol::io_inline_max);
        const int64_t at =
            offset == protocol::io_at_position ? offset : offset + static_cast<int64_t>(done);
        const long count = one(file, buffer + done, now, at);
        if (count < 0) return done != 0 ? static_cast<long>(done) : count;
        done += static_cast<uint64_t>(count);
        if (count < static_cast<long>(now)) break;
    } while (done < size);
    return static_cast<long>(done);
}

/// Large reads: a regular file is read on until its end, as programs expect.
long all_pages(mach_port_t file, user_address buffer, uint64_t size, int64_t offset) {
    uint64_t done = 0;
    for (bool more = true; more && done < size;) {
        more = false;
        const int64_t at =
            offset == protocol::io_at_position ? offset : offset + static_cast<int64_t>(done);
        const long count =
            read_pages(file, flat{buffer + done}, static_cast<uint32_t>(size - done), at, more);
        if (count < 0) return done != 0 ? static_cast<long>(done) : count;
        done += static_cast<uint64_t>(count);
    }
    return static_cast<long>(done);
}

}  // namespace

long failed_call(kern_return_t result, uint32_t &cookie) {
    const bool read = result == protocol::terminal_background_read;
    if (read || result == protocol::terminal_background_write) {
        if (const long error = background_access(!read); error != 0) return error;
        cookie |= protocol::cookie_override_background;
        return 0;
    }
    const long error = errno_of(result);
    return error == -EINTR ? restart_always : error;
}

long read_file(mach_port_t file, bool regular, user_address buffer, uint64_t size, int64_t offset) {
    if (size > transfer_max) size = transfer_max;
    if (size <= protocol::io_inline_max)
        return read_flat(file, buffer, static_cast<uint32_t>(size), offset);
    if (regular && size <= inline_series_max) return series(read_flat, file, buffer, size, offset);
    return all_pages(file, buffer, size, offset);
}

long read_pieces(mach_port_t file, user_address vector, uint64_t count, uint64_t size,
                 int64_t offset) {
    const auto most = static_cast<uint32_t>(size < transfer_max ? size : transfer_max);
    const pieces to{vector, count};
    bool more;
    return most <= protocol::io_inline_max ? read_inline(file, to, most, offset)
                                           : read_pages(file, to, most, offset, more);
}

long write_file(mach_port_t file, bool regular, user_address buffer, uint64_t size,
                int64_t offset) {
    if (size > transfer_max) size = transfer_max;
    if (regular && file_size_limited()) [[unlikely]] {
        const long allowed = within_file_size(file, size, offset);
        if (allowed < 0) return allowed;
        size = static_cast<uint64_t>(allowed);
    }
    long result;
    if (size <= protocol::io_inline_max)
        result = write_inline(file, buffer, static_cast<uint32_t>(size), offset);
    else if (regular && size <= inline_series_max)
        result = series(write_inline, file, buffer, size, offset);
    else
        result = write_pages(file, buffer, static_cast<uint32_t>(size), offset);
    if (result == -EPIPE) raise_here(SIGPIPE, SI_USER);
    return result;
}

}  // namespace posix
