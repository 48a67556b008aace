#include <poll.hpp>

#include <cerrno>

#include <poll.h>

#include <call_memory.hpp>
#include <clock.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <syscall/calls.hpp>
#include <wait_mask.hpp>

namespace posix {

namespace {

/// How many descriptors Linux's table has room for when this many are in use: bits behind it are
/// not looked at.
int table_room() {
    const int used = descriptors.end();
    int room = 64;
    while (room < used) room *= 2;
    return room;
}

std::size_t words_of(int count) { return static_cast<std::size_t>((count + 63) / 64); }

/// One bit for each descriptor.
struct fd_bits {
    uint64_t *word;
    bool get(int fd) const { return (word[fd / 64] >> (fd % 64) & 1) != 0; }
    void set(int fd) { word[fd / 64] |= uint64_t{1} << (fd % 64); }
    void clear(int count) {
        for (std::size_t i = 0; i < words_of(count); ++i) word[i] = 0;
    }
};

bool load(fd_bits bits, user_address from, int count) {
    bits.clear(count);
    return from == 0 || copy_from_user(bits.word, from, words_of(count) * sizeof *bits.word);
}
bool store(user_address to, fd_bits bits, int count) {
    return to == 0 || copy_to_user(to, bits.word, words_of(count) * sizeof *bits.word);
}

constexpr int read_events = POLLIN | POLLRDNORM, write_events = POLLOUT | POLLWRNORM,
              except_events = POLLPRI;

/// What select works on: memory of working_bytes(count).
struct working {
    fd_bits in[3];  ///< becomes what is ready
    poll_entry *entries;
};

std::size_t working_bytes(int count) {
    return 3 * words_of(count) * sizeof(uint64_t) +
           static_cast<std::size_t>(count) * sizeof(poll_entry);
}

working lay_out(void *memory, int count) {
    auto *words = static_cast<uint64_t *>(memory);
    const std::size_t size = words_of(count);
    return {.in = {{words}, {words + size}, {words + 2 * size}},
            .entries = reinterpret_cast<poll_entry *>(words + 3 * size)};
}

/// Puts in the sets what the entries say. As Linux has it: an error or a hang-up makes a descriptor
/// readable, an error also writable. \return how many bits are set.
long collect(working &w, std::span<const poll_entry> entries, int count) {
    static constexpr int hits[3] = {read_events | POLLHUP | POLLERR, write_events | POLLERR,
                                    except_events};
    long bits = 0;
    for (int set = 0; set < 3; ++set) {
        // What was asked for is in the entry too, so the set can begin anew.
        static constexpr int asked[3] = {read_events, write_events, except_events};
        w.in[set].clear(count);
        for (const poll_entry &entry : entries) {
            if ((entry.events & asked[set]) == 0 || (entry.ready & hits[set]) == 0) continue;
            w.in[set].set(entry.fd);
            ++bits;
        }
    }
    return bits;
}

}  // namespace

long select_user(int count, user_address read, user_address write, user_address except,
                 uint64_t deadline_ns) {
    if (count < 0) return -EINVAL;
    if (const int room = table_room(); count > room) count = room;
    call_memory many;
    void *memory = count > on_stack_descriptors ? many.allocate(working_bytes(count))
                                                : __builtin_alloca(working_bytes(count));
    if (memory == nullptr) return -ENOMEM;
    working w = lay_out(memory, count);
    const user_address sets[3] = {read, write, except};
    for (int set = 0; set < 3; ++set)
        if (!load(w.in[set], sets[set], count)) return -EFAULT;
    std::size_t used = 0;
    for (int fd = 0; fd < count; ++fd) {
        const int events = (w.in[0].get(fd) ? read_events : 0) |
                           (w.in[1].get(fd) ? write_events : 0) |
                           (w.in[2].get(fd) ? except_events : 0);
        if (events == 0) continue;
        if (descriptors.port(fd) == MACH_PORT_NULL) return -EBADF;
        w.entries[used++] = {.fd = fd, .events = static_cast<int16_t>(events), .ready = 0};
    }
    const std::span entries(w.entries, used);
    const long result = wait_for_any(entries, deadline_ns);
    if (result == -EINTR) return restart_no_handler;
    if (result < 0) return result;
    const long bits = collect(w, entries, count);
    for (int set = 0; set < 3; ++set)
        if (!store(sets[set], w.in[set], count)) return -EFAULT;
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
