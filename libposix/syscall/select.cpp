#include <poll.hpp>

#include <cerrno>

#include <poll.h>

#include <clock.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <syscall/calls.hpp>
#include <wait_mask.hpp>

namespace posix {

namespace {

constexpr int words_max = fd_max / 64;

/// How many descriptors Linux's table has room for when this many are in use: bits behind it are
/// not looked at.
int table_room() {
    const int used = descriptors.end();
    int room = 64;
    while (room < used) room *= 2;
    return room;
}

struct fd_bits {
    uint64_t word[words_max];
    bool get(int fd) const { return (word[fd / 64] >> (fd % 64) & 1) != 0; }
    void set(int fd) { word[fd / 64] |= uint64_t{1} << (fd % 64); }
};

bool load(fd_bits &bits, user_address from, int count) {
    bits = {};
    return from == 0 ||
           copy_from_user(&bits, from, static_cast<std::size_t>((count + 63) / 64) * 8);
}
bool store(user_address to, const fd_bits &bits, int count) {
    return to == 0 || copy_to_user(to, &bits, static_cast<std::size_t>((count + 63) / 64) * 8);
}

constexpr int read_events = POLLIN | POLLRDNORM, write_events = POLLOUT | POLLWRNORM,
              except_events = POLLPRI;

}  // namespace

long select_user(int count, user_address read, user_address write, user_address except,
                 uint64_t deadline_ns) {
    if (count < 0) return -EINVAL;
    if (const int room = table_room(); count > room) count = room;
    fd_bits in[3];
    if (!load(in[0], read, count) || !load(in[1], write, count) || !load(in[2], except, count))
        return -EFAULT;
    int used = 0;
    for (int fd = 0; fd < count; ++fd) used += in[0].get(fd) || in[1].get(fd) || in[2].get(fd);
    auto *entries = static_cast<poll_entry *>(
        __builtin_alloca((static_cast<unsigned>(used) + 1) * sizeof(poll_entry)));
    int at = 0;
    for (int fd = 0; fd < count; ++fd) {
        const int events = (in[0].get(fd) ? read_events : 0) | (in[1].get(fd) ? write_events : 0) |
                           (in[2].get(fd) ? except_events : 0);
        if (events == 0) continue;
        if (descriptors.port(fd) == MACH_PORT_NULL) return -EBADF;
        entries[at++] = {.fd = fd, .events = static_cast<int16_t>(events), .ready = 0};
    }
    const long result = wait_for_any({entries, static_cast<std::size_t>(used)}, deadline_ns);
    if (result == -EINTR) return restart_no_handler;
    if (result < 0) return result;
    fd_bits out[3] = {};
    long bits = 0;
    for (int i = 0; i < used; ++i) {
        const poll_entry &entry = entries[i];
        const int ready = entry.ready;
        // As Linux has it: an error or a hang-up makes a descriptor readable, an error also
        // writable.
        const bool hits[]{in[0].get(entry.fd) && (ready & (read_events | POLLHUP | POLLERR)) != 0,
                          in[1].get(entry.fd) && (ready & (write_events | POLLERR)) != 0,
                          in[2].get(entry.fd) && (ready & except_events) != 0};
        for (int set = 0; set < 3; ++set)
            if (hits[set]) {
                out[set].set(entry.fd);
                ++bits;
            }
    }
    if (!store(read, out[0], count) || !store(write, out[1], count) ||
        !store(except, out[2], count))
        return -EFAULT;
    return bits;
}

long sys_pselect6(int count, user_address read, user_address write, user_address except,
                  user_address timeout, user_address mask) {
    uint64_t deadline;
    if (const long error = load_deadline(timeout, deadline); error != 0) return error;
    struct {
        user_address set;
        uint64_t size;
    } given{};
    if (mask != 0 && !get_user(given, mask)) return -EFAULT;
    if (given.set != 0) {
        if (const long error = apply_wait_mask(given.set, given.size); error != 0) return error;
    }
    const long result = end_wait_mask(select_user(count, read, write, except, deadline));
    if (timeout != 0) {
        const uint64_t now = monotonic_ns();
        (void)put_user(timeout, from_ns(deadline > now ? deadline - now : 0));
    }
    return result;
}

}  // namespace posix
