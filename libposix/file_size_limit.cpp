#include <file_size_limit.hpp>

#include <cerrno>
#include <csignal>

#include <sys/resource.h>

#include <errno_of.hpp>
#include <limits.hpp>
#include <mach/client.hpp>
#include <open_flags.hpp>
#include <process.hpp>
#include <protocol/io.hpp>
#include <signals.hpp>

namespace posix {

namespace {

uint64_t limit() { return self.limits[RLIMIT_FSIZE].current; }

long refuse() {
    raise_here(SIGXFSZ, SI_USER);
    return -EFBIG;
}

/// Where a write at the position begins: at the end when the file is open for appending.
long write_position(mach_port_t file) {
    constexpr uint32_t from_current = 1;
    mach::rpc::exchange<protocol::io_flags> flags;
    flags.request() = {.flags = 0, .mask = 0};
    if (const kern_return_t kr = flags.call(file); kr != KERN_SUCCESS) return errno_of(kr);
    if ((flags.reply().flags & open_append) != 0) {
        mach::rpc::exchange<protocol::io_stat> end;
        if (const kern_return_t kr = end.call(file); kr != KERN_SUCCESS) return errno_of(kr);
        return static_cast<long>(end.reply().attributes.size);
    }
    mach::rpc::exchange<protocol::io_seek> here;
    here.request() = {.offset = 0, .whence = from_current};
    if (const kern_return_t kr = here.call(file); kr != KERN_SUCCESS) return errno_of(kr);
    return static_cast<long>(here.reply().offset);
}

}  // namespace

bool file_size_limited() { return limit() != unlimited; }

long within_file_size(mach_port_t file, uint64_t size, int64_t offset) {
    if (size == 0) return 0;
    const long at = offset == protocol::io_at_position ? write_position(file) : offset;
    if (at < 0) return at;
    const auto from = static_cast<uint64_t>(at);
    if (from >= limit()) return refuse();
    const uint64_t room = limit() - from;
    return static_cast<long>(size < room ? size : room);
}

long check_file_size(uint64_t size) { return size > limit() ? refuse() : 0; }

}  // namespace posix
