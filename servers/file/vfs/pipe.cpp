#include <vfs/pipe.hpp>

#include <algorithm>
#include <cstring>
#include <new>

#include <vfs/clock.hpp>
#include <vfs/description.hpp>

namespace vfs {

namespace {
constexpr uint32_t FIONREAD_request = 0x541b;
}

pipe::pipe(pipe **owner)
    : bytes_(atomic_write, all_ + capacity <= all_max_ ? capacity : atomic_write), owner_(owner) {
    all_ += bytes_.limit();
}

pipe::~pipe() {
    all_ -= bytes_.limit();
    if (owner_) *owner_ = nullptr;
}

void pipe::opened(uint32_t flags) {
    const uint32_t access = flags & open_flag::access_mode;
    if (access != open_flag::write_only) {
        ++readers_;
        ++readers_ever_;
    }
    if (access != open_flag::read_only) {
        ++writers_;
        ++writers_ever_;
    }
}

void pipe::closed(description &by) {
    if (by.readable()) --readers_;
    if (by.writable()) --writers_;
}

outcome<std::size_t> pipe::read(description &, uint64_t, char *to, std::size_t count) {
    if (count == 0) return 0;
    dropped_ = 0;
    packet_taken_ = false;
    const std::size_t taken =
        packets_.size() == 0 ? bytes_.take(to, count) : take_up_to_packet(to, count);
    if (taken == 0 && writers_ != 0) return fail(EAGAIN);
    position_ += taken + dropped_;
    return taken;
}

std::size_t pipe::take_up_to_packet(char *to, std::size_t count) {
    packet next;
    (void)packets_.peek(0, reinterpret_cast<char *>(&next), sizeof next);
    if (position_ < next.begin)
        return bytes_.take(to, std::min<uint64_t>(count, next.begin - position_));
    const std::size_t taken = bytes_.take(to, std::min<uint64_t>(count, next.size));
    // As on Linux, what the reader has no room for is lost.
    dropped_ = next.size - taken;
    char scratch[atomic_write];
    (void)bytes_.take(scratch, dropped_);
    (void)packets_.take(reinterpret_cast<char *>(&next), sizeof next);
    packet_taken_ = true;
    return taken;
}

void pipe::unread(std::size_t count) {
    bytes_.untake(count + dropped_);
    position_ -= count + dropped_;
    if (packet_taken_) packets_.untake(sizeof(packet));
    dropped_ = 0;
    packet_taken_ = false;
}

bool pipe::packet_room() const {
    return packets_.size() / sizeof(packet) < bytes_.limit() / atomic_write;
}

outcome<std::size_t> pipe::write(description &by, uint64_t, const char *from, std::size_t count) {
    if (count == 0) return 0;
    if (readers_ == 0) return fail(EPIPE);
    const bool as_packet = (by.flags & open_flag::direct) != 0;
    if (as_packet) {
        count = std::min(count, atomic_write);
        if (!packet_room()) return fail(EAGAIN);
    }
    if (bytes_.room() < (count <= atomic_write ? count : 1)) return fail(EAGAIN);
    const std::size_t put = bytes_.put(from, count);
    if (put == 0) return fail(ENOMEM);
    if (as_packet) {
        const packet made{.begin = position_ + bytes_.size() - put, .size = put};
        // Without memory for its end it runs into the next one.
        (void)packets_.put(reinterpret_cast<const char *>(&made), sizeof made);
    }
    return put;
}

outcome<> pipe::set_limit(std::size_t limit) {
    const std::size_t others = all_ - bytes_.limit();
    if (limit > bytes_.limit() && others + limit > all_max_) return fail(EPERM);
    if (!bytes_.set_limit(limit)) return fail(EBUSY);
    all_ = others + limit;
    return {};
}

outcome<std::size_t> pipe::copy(pipe &to, std::size_t count) {
    if (to.readers_ == 0) return fail(EPIPE);
    if (bytes_.size() == 0) return writers_ == 0 ? outcome<std::size_t>(0) : fail(EAGAIN);
    count = std::min({count, bytes_.size(), to.bytes_.room()});
    if (count == 0) return fail(EAGAIN);
    char part[4096];
    std::size_t done = 0;
    while (done < count) {
        const std::size_t put =
            to.bytes_.put(part, bytes_.peek(done, part, std::min(count - done, sizeof part)));
        if (put == 0) break;
        done += put;
    }
    if (done == 0) return fail(ENOMEM);
    return done;
}

uint32_t pipe::ready(description &by) {
    uint32_t events = 0;
    if (by.readable()) {
        if (bytes_.size()) events |= POLLIN | POLLRDNORM;
        // A reader of a FIFO that no writer has come to yet waits for the first one.
        if (writers_ == 0 && writers_ever_ != by.writers_before) events |= POLLHUP;
    }
    if (by.writable()) {
        const bool packets_fit = (by.flags & open_flag::direct) == 0 || packet_room();
        if (bytes_.room() >= atomic_write && packets_fit) events |= POLLOUT | POLLWRNORM;
        if (readers_ == 0) events |= POLLERR;
    }
    return events;
}

std::optional<uint64_t> pipe::changes(const description &by) const {
    // Bytes, and ends that have been closed. Both only grow, but for what is taken back at once.
    return by.readable() ? position_ + bytes_.size() + writers_before()
                         : position_ + (readers_ever_ - readers_);
}

outcome<int> pipe::control(description &, uint32_t request, uint64_t, char *data,
                           std::size_t &size) {
    if (request != FIONREAD_request) return fail(ENOTTY);
    const int queued = static_cast<int>(bytes_.size());
    std::memcpy(data, &queued, sizeof queued);
    size = sizeof queued;
    return 0;
}

filesystem_status pipe_filesystem::status() const {
    return {.type = 0x50495045,
            .block_size = 4096,
            .blocks = 0,
            .blocks_free = 0,
            .files = 0,
            .files_free = 0};
}

namespace {

/// The vnode of a pipe without a name: attributes only.
class pipe_node final : public vnode {
public:
    pipe_node(filesystem &fs, uint64_t number, uint32_t owner, uint32_t group) : vnode(fs) {
        inode = number;
        mode = S_IFIFO | 0600;
        links = 1;
        uid = owner;
        gid = group;
        access_time = modification_time = change_time = now();
    }
};

}  // namespace

outcome<ref<vnode>> pipe_filesystem::make(uint32_t uid, uint32_t gid) {
    auto *node = new (std::nothrow) pipe_node(*this, next_inode_, uid, gid);
    if (!node) return fail(ENOMEM);
    ++next_inode_;
    return ref<vnode>::adopt(node);
}

outcome<> make_pipe(pipe_filesystem &fs, uint32_t flags, uint32_t uid, uint32_t gid,
                    description &read_end, description &write_end) {
    ref<vnode> node = TRY(fs.make(uid, gid));
    auto *made = new (std::nothrow) pipe;
    if (!made) return fail(ENOMEM);
    ref<io_object> io = ref<pipe>::adopt(made);
    flags &= open_flag::nonblock | open_flag::direct;
    made->opened(open_flag::read_only);
    made->opened(open_flag::write_only);
    read_end.node = node;
    read_end.io = io;
    read_end.flags = flags | open_flag::read_only;
    write_end.node = std::move(node);
    write_end.io = std::move(io);
    write_end.flags = flags | open_flag::write_only;
    return {};
}

outcome<ref<io_object>> open_fifo(pipe *&existing, uint32_t flags) {
    ref<pipe> held;
    if (existing) {
        held = ref<pipe>::share(*existing);
    } else {
        existing = new (std::nothrow) pipe(&existing);
        if (!existing) return fail(ENOMEM);
        held = ref<pipe>::adopt(existing);
    }
    const uint32_t access = flags & open_flag::access_mode;
    if (access == open_flag::write_only && (flags & open_flag::nonblock) && held->readers() == 0)
        return fail(ENXIO);
    held->opened(flags);
    return ref<io_object>(std::move(held));
}

}  // namespace vfs
