#include <vfs/description.hpp>

#include <cstdint>

#include <vfs/clock.hpp>
#include <vfs/credentials.hpp>
#include <vfs/device.hpp>
#include <vfs/happening.hpp>

namespace vfs {

namespace {

constexpr int64_t day = 86'400'000'000'000;

/// Linux's default, relatime: an access time is kept only as far as it tells whether the file was
/// read since its last change.
void accessed(vnode &node) {
    const int64_t now = vfs::now();
    if (node.access_time > node.modification_time && node.access_time > node.change_time &&
        now - node.access_time < day)
        return;
    node.access_time = now;
    node.touch();
}

/// As on Linux /dev/null, /dev/zero and /dev/full let themselves be seeked, and stay where they
/// are.
bool has_no_position(const vnode &node) {
    return S_ISCHR(node.mode) && major_of(node.special) == 1;
}

/// Writing by someone who is not root takes privileges off a program.
void drop_privileges(vnode &node, const credentials &who) {
    if (who.superuser() || (node.mode & (S_ISUID | S_ISGID)) == 0) return;
    node.mode &= ~static_cast<uint32_t>(S_ISUID);
    if (node.mode & S_IXGRP) node.mode &= ~static_cast<uint32_t>(S_ISGID);
}

}  // namespace

outcome<std::size_t> description::read(int64_t offset, char *to, std::size_t count) {
    if (!readable() || (flags & open_flag::execute)) return fail(EBADF);
    if (!io) return fail(EISDIR);
    uint64_t from = position;
    if (offset != at_position) {
        if (!io->seekable()) return fail(ESPIPE);
        if (offset < 0) return fail(EINVAL);
        from = static_cast<uint64_t>(offset);
    }
    const std::size_t done = TRY(io->read(*this, from, to, count));
    if (offset == at_position) position += done;
    if (node->is_regular()) accessed(*node);
    if (done && node->is_regular()) tell(*node, happening::access);
    return done;
}

outcome<std::size_t> description::write(int64_t offset, const char *from, std::size_t count,
                                        const credentials &who) {
    if (!writable() || !io) return fail(EBADF);
    uint64_t to = position;
    if (offset != at_position) {
        if (!io->seekable()) return fail(ESPIPE);
        if (offset < 0) return fail(EINVAL);
        to = static_cast<uint64_t>(offset);
    }
    const bool regular = node->is_regular();
    if (regular && (flags & open_flag::append)) to = node->size;
    const std::size_t done = TRY(io->write(*this, to, from, count));
    if (offset == at_position) position = to + done;
    if (regular && done) {
        drop_privileges(*node, who);
        node->modification_time = node->change_time = now();
        node->touch();
        tell(*node, happening::modify);
    }
    return done;
}

void description::unread(std::size_t count) {
    io->unread(count);
    position -= count;
}

outcome<uint64_t> description::seek(int64_t offset, uint32_t whence) {
    if (flags & open_flag::path) return fail(EBADF);
    if (io && !io->seekable()) return fail(ESPIPE);
    if (has_no_position(*node)) return 0;
    enum : uint32_t { set, current, end, data, hole };
    int64_t base = 0;
    const auto size = static_cast<int64_t>((io ? io->length() : std::nullopt).value_or(node->size));
    switch (whence) {
    case set: break;
    case current: base = static_cast<int64_t>(position); break;
    case end: base = size; break;
    case data:  // of a device: all is data, with a hole at the end
    case hole:
        if (offset < 0 || offset >= size) return fail(ENXIO);
        if (node->is_regular()) {
            const auto from = static_cast<uint64_t>(offset);
            const uint64_t found = whence == data ? node->next_data(from) : node->next_hole(from);
            if (whence == data && found >= node->size) return fail(ENXIO);
            return position = found;
        }
        position = static_cast<uint64_t>(whence == data ? offset : size);
        return position;
    default: return fail(EINVAL);
    }
    int64_t to;
    if (__builtin_add_overflow(base, offset, &to)) return fail(EOVERFLOW);
    if (to < 0) return fail(EINVAL);
    position = static_cast<uint64_t>(to);
    return position;
}

outcome<> description::truncate(uint64_t size) {
    if (flags & open_flag::path) return fail(EBADF);
    if (!writable() || !node->is_regular()) return fail(EINVAL);
    if (size > INT64_MAX) return fail(EINVAL);
    TRY(node->truncate(size));
    tell(*node, happening::modify);
    return {};
}

outcome<mappable> description::map(bool shared, bool write) {
    if (flags & open_flag::path) return fail(EBADF);
    if (!io) return fail(ENODEV);
    if (!readable() || (shared && write && !writable())) return fail(EACCES);
    const mappable object = TRY(io->map(shared && writable()));
    if (node->is_regular()) accessed(*node);
    return object;
}

uint32_t description::ready() {
    if (flags & open_flag::path) return POLLNVAL;
    return io ? io->ready(*this) : POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
}

void description::close() {
    if (io) io->closed(*this);
    io = nullptr;
    node = nullptr;
    root = nullptr;
    flags = 0;
    position = 0;
    writers_before = 0;
}

}  // namespace vfs
