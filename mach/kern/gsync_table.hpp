/// \file
/// The waiting threads by key; see gsync.hpp for the protocol.
#pragma once

#include <kern/gsync.hpp>
#include <kern/list.hpp>
#include <kern/spinlock.hpp>
#include <kern/thread.hpp>

struct gsync_bucket {
    spinlock lock{lock_rank::gsync};
    list<thread, &thread::queue_hook> waiters GUARDED_BY(lock);

    void enter(thread &t) REQUIRES(lock) {
        t.wait.linked = true;
        t.saved.bucket.store(this, std::memory_order_relaxed);
        waiters.push_back(t);
    }
    void leave(thread &t) REQUIRES(lock) {
        t.wait.linked = false;
        waiters.erase(waiters.iterator_to(t));
    }
};

gsync_bucket &gsync_bucket_of(const gsync_key &key);
inline gsync_key gsync_key_of(const thread &t) {
    return {t.saved.gsync.space, t.saved.gsync.offset};
}

/// Wakes up to `limit` waiters of `key`, one at least if there is one. \return how many.
unsigned gsync_wake_some(const gsync_key &key, unsigned limit);
/// Moves up to `limit` waiters from one key to another. `object` is held by each of those moved
/// (null for private memory).
/// \return how many.
unsigned gsync_move_some(const gsync_key &from, const gsync_key &to, const ref<vm_object> &object,
                         unsigned limit);
