#include <fd_table.hpp>

#include <algorithm>
#include <cerrno>

namespace posix {

fd_table descriptors;

int fd_table::find_free(int lowest, uint64_t limit) {
    if (limit > fd_max) limit = fd_max;
    if (lowest < 0 || static_cast<uint64_t>(lowest) >= limit) return -EINVAL;
    int fd = std::max(lowest, lowest_free_);
    while (open(fd)) ++fd;
    if (lowest <= lowest_free_) lowest_free_ = fd;
    return static_cast<uint64_t>(fd) < limit ? fd : -EMFILE;
}

void fd_table::store(descriptor &slot, const descriptor &value) {
    using half [[gnu::may_alias]] = uint64_t;
    uint64_t halves[2];
    __builtin_memcpy(halves, &value, sizeof value);
    auto *at = reinterpret_cast<half *>(&slot);
    __atomic_store_n(&at[1], halves[1], __ATOMIC_RELAXED);
    __atomic_store_n(&at[0], halves[0], __ATOMIC_RELAXED);
}

void fd_table::put(int fd, const descriptor &value) {
    store(table_.slots[fd], value);
    if (fd >= table_.end) table_.end = fd + 1;
}

mach_port_name_t fd_table::clear(int fd) {
    const mach_port_name_t port = table_.slots[fd].port;
    store(table_.slots[fd], {});
    lowest_free_ = std::min(lowest_free_, fd);
    while (table_.end > 0 && table_.slots[table_.end - 1].port == MACH_PORT_NULL) --table_.end;
    return used(port) ? MACH_PORT_NULL : port;
}

bool fd_table::used(mach_port_name_t port) const {
    for (int fd = 0; fd < table_.end; ++fd)
        if (table_.slots[fd].port == port) return true;
    return false;
}

int fd_table::insert(mach_port_name_t port, uint32_t mode, bool close_on_exec, int lowest,
                     uint64_t limit) {
    locked hold(lock_);
    const int fd = find_free(lowest, limit);
    if (fd >= 0)
        put(fd, {.port = port,
                 .mode = static_cast<uint16_t>(mode),
                 .close_on_exec = close_on_exec,
                 .path_only = false,
                 .armed_events = 0,
                 .armed_by = 0});
    return fd == -EINVAL && lowest >= 0 ? -EMFILE : fd;
}

int fd_table::duplicate(int from, bool close_on_exec, int lowest, uint64_t limit) {
    locked hold(lock_);
    if (!open(from)) return -EBADF;
    const int fd = find_free(lowest, limit);
    if (fd < 0) return fd;
    descriptor copy = table_.slots[from];
    copy.close_on_exec = close_on_exec;
    copy.armed_events = 0;
    copy.armed_by = 0;
    put(fd, copy);
    return fd;
}

int fd_table::replace(int from, int to, bool close_on_exec, uint64_t limit,
                      mach_port_name_t &released) {
    released = MACH_PORT_NULL;
    locked hold(lock_);
    if (!open(from) || to < 0 || to >= fd_max || static_cast<uint64_t>(to) >= limit) return -EBADF;
    descriptor copy = table_.slots[from];
    copy.close_on_exec = close_on_exec;
    copy.armed_events = 0;
    copy.armed_by = 0;
    if (from == to) return to;
    const mach_port_name_t previous = to < table_.end ? table_.slots[to].port : MACH_PORT_NULL;
    put(to, copy);
    if (previous != MACH_PORT_NULL && !used(previous)) released = previous;
    return to;
}

int fd_table::remove(int fd, mach_port_name_t &released) {
    released = MACH_PORT_NULL;
    locked hold(lock_);
    if (!open(fd)) return -EBADF;
    released = clear(fd);
    return 0;
}

bool fd_table::set_close_on_exec(int fd, bool value) {
    locked hold(lock_);
    if (!open(fd)) return false;
    table_.slots[fd].close_on_exec = value;
    return true;
}

void fd_table::set_path_only(int fd) {
    locked hold(lock_);
    if (open(fd)) table_.slots[fd].path_only = true;
}

void fd_table::set_armed(int fd, mach_port_name_t port, uint32_t events, int tid) {
    locked hold(lock_);
    if (!open(fd) || table_.slots[fd].port != port) return;
    table_.slots[fd].armed_events = events;
    table_.slots[fd].armed_by = tid;
}

bool fd_table::uses(mach_port_name_t port) const {
    locked hold(lock_);
    return used(port);
}

bool fd_table::remove_close_on_exec(mach_port_name_t &released) {
    released = MACH_PORT_NULL;
    locked hold(lock_);
    for (int fd = table_.end - 1; fd >= 0; --fd) {
        if (table_.slots[fd].port == MACH_PORT_NULL || !table_.slots[fd].close_on_exec) continue;
        released = clear(fd);
        return true;
    }
    return false;
}

unsigned fd_table::rights(std::span<mach_port_name_t> names) const {
    auto to = names.begin();
    for (int fd = 0; fd < table_.end && to != names.end(); ++fd)
        if (table_.slots[fd].port != MACH_PORT_NULL) *to++ = table_.slots[fd].port;
    // A few, as nearly all have them, are most often in order.
    if (!std::is_sorted(names.begin(), to)) {
        std::make_heap(names.begin(), to);
        std::sort_heap(names.begin(), to);
    }
    return static_cast<unsigned>(std::unique(names.begin(), to) - names.begin());
}

}  // namespace posix
