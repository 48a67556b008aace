/// \file
/// File descriptors: numbers for port rights to open file descriptions. Position and status flags
/// live with the description at its server, so that duplicated and inherited descriptors share them
/// by sharing the port; close-on-exec belongs to the descriptor. Several descriptors may have the
/// same port name; the right goes with the last of them.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include <lock.hpp>
#include <mach/port.h>
#include <protocol/posix_image.hpp>

namespace posix {

inline constexpr int fd_max = protocol::posix_descriptor_max;
using descriptor = protocol::posix_descriptor;

class fd_table {
public:
    /// The lowest free descriptor from `lowest` on gets `port`. Consumes the right only on success.
    /// \return it, -EMFILE when none below `limit` is free, -EINVAL when lowest is out of range.
    int insert(mach_port_name_t port, uint32_t mode, bool close_on_exec, int lowest,
               uint64_t limit);
    /// A copy of `from` at the lowest free number from `lowest` on. \return it, -EBADF, -EMFILE,
    /// -EINVAL.
    int duplicate(int from, bool close_on_exec, int lowest, uint64_t limit);
    /// Makes `to` a copy of `from`. \param released gets the right that `to` was the last
    /// descriptor of, or null.
    /// \return to, -EBADF.
    int replace(int from, int to, bool close_on_exec, uint64_t limit, mach_port_name_t &released);
    /// \param released as above. \return 0 or -EBADF.
    int remove(int fd, mach_port_name_t &released);
    /// The right behind a descriptor, MACH_PORT_NULL if it is not open.
    mach_port_name_t port(int fd) const { return get(fd).port; }
    /// A snapshot, without the lock; port is null if it is not open. What is armed may be that of
    /// the descriptor that takes its place at this moment.
    descriptor get(int fd) const { return in_range(fd) ? load(table_.slots[fd]) : descriptor{}; }
    bool set_close_on_exec(int fd, bool value);
    void set_path_only(int fd);
    void set_armed(int fd, mach_port_name_t port, uint32_t events, int tid);
    /// Does any descriptor still use the right? (Also for rights that the caller holds otherwise.)
    bool uses(mach_port_name_t port) const;
    /// Removes one descriptor that is marked close-on-exec. \return whether there was one;
    /// `released` as for remove.
    bool remove_close_on_exec(mach_port_name_t &released);
    /// Each right once, in room for end() of them. \return how many.
    unsigned rights(std::span<mach_port_name_t> names) const;
    /// One more than the highest open descriptor.
    int end() const { return table_.end; }

    /// For fork: keeps the table still while memory is copied; the child frees it with unfreeze
    /// too.
    void freeze() { lock_.acquire(); }
    void unfreeze() { lock_.release(); }
    /// When this is the only thread left.
    void reset_lock() { lock_.reset(); }

private:
    static bool in_range(int fd) { return static_cast<unsigned>(fd) < fd_max; }
    /// Each half is read and written at once.
    static descriptor load(const descriptor &slot);
    static void store(descriptor &slot, const descriptor &value);

    int find_free(int lowest, uint64_t limit);
    bool open(int fd) const {
        return fd >= 0 && fd < table_.end && table_.slots[fd].port != MACH_PORT_NULL;
    }
    void put(int fd, const descriptor &value);
    mach_port_name_t clear(int fd);
    bool used(mach_port_name_t port) const;

    protocol::posix_descriptor_table table_;  ///< first, for the image header says where it is
    int lowest_free_ = 0;                     ///< none below it is free
    mutable lock lock_;
};

inline descriptor fd_table::load(const descriptor &slot) {
    using half [[gnu::may_alias]] = uint64_t;
    struct halves {
        uint64_t first, second;
    };
    static_assert(sizeof(halves) == sizeof(descriptor));
    const auto *at = reinterpret_cast<const half *>(&slot);
    return std::bit_cast<descriptor>(halves{__atomic_load_n(&at[0], __ATOMIC_RELAXED),
                                            __atomic_load_n(&at[1], __ATOMIC_RELAXED)});
}

extern fd_table descriptors;

}  // namespace posix
