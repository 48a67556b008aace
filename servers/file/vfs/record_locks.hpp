/// \file
/// Locks on one file: record locks, owned by processes (POSIX) or by open file descriptions
/// (F_OFD_SETLK), and flock locks, owned by open file descriptions.
#pragma once

#include <cstdint>

#include <vfs/array.hpp>
#include <vfs/result.hpp>
#include <vfs/wait_queue.hpp>

namespace vfs {

struct description;

enum class lock_type : uint8_t { shared, exclusive };

/// Record locks of processes and of descriptions exclude each other; flock's and they do not see
/// each other.
enum class lock_kind : uint8_t { process, of_description, flock };

struct lock_owner {
    uint32_t pid;                ///< process locks: the owner
    const description *through;  ///< by which it was set; the other kinds: the owner
    lock_kind kind;
    bool same(const lock_owner &other) const {
        return kind == other.kind &&
               (kind == lock_kind::process ? pid == other.pid : through == other.through);
    }
    bool sees(const lock_owner &other) const {
        return (kind == lock_kind::flock) == (other.kind == lock_kind::flock);
    }
};

struct record_lock {
    lock_owner owner;
    lock_type type;
    uint64_t begin,
        end;  ///< [begin, end); end of UINT64_MAX: to the end of the file, wherever it is
};

class record_locks {
public:
    record_locks() = default;
    ~record_locks();
    record_locks(const record_locks &) = delete;
    record_locks &operator=(const record_locks &) = delete;

    /// The process has ended: its locks go, on whatever file, and who waited for them is asked.
    static void end_of_process(uint32_t pid);

    /// The lock that keeps `wanted` from being set, the first of them as F_GETLK tells it: owners
    /// come in the order of their first locks, an owner's locks by where they begin. Null if none.
    const record_lock *conflict(const record_lock &wanted) const;
    /// Sets it, in place of what the owner held there. ENOLCK when memory is exhausted. There is no
    /// conflict.
    outcome<> set(const record_lock &wanted);
    /// Gives up [begin, end).
    outcome<> clear(const lock_owner &owner, uint64_t begin, uint64_t end);
    /// Gives up all of one process.
    void clear_process(uint32_t pid);
    /// Gives up what was set through a description that is closed.
    void clear_description(const description &through);

    bool empty() const { return locks_.empty(); }
    /// Who waits for a lock here. Settle after clear and after set (which may weaken a lock).
    wait_queue &waiters() { return waiters_; }

private:
    /// In the list of files that are locked, or not.
    void list(bool locked);

    array<record_lock> locks_;  ///< in conflict's order; not sorted otherwise: files have few
    wait_queue waiters_;
    bool listed_ = false;
    record_locks *next_ = nullptr, *previous_ = nullptr;
};

/// Processes that wait for record locks of others, to find a circle before it closes.
class lock_wait_graph {
public:
    /// Would `waiter` waiting for `holder` close a circle?
    bool closes_circle(uint32_t waiter, uint32_t holder) const;
    /// \return false when memory is exhausted.
    [[nodiscard]] bool add(uint32_t waiter, uint32_t holder);
    void remove(uint32_t waiter);

private:
    struct edge {
        uint32_t waiter, holder;
    };
    array<edge> edges_;
};

}  // namespace vfs
