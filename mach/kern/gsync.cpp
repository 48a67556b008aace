#include <kern/gsync_table.hpp>

#include <array>

#include <kern/long_work.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_object.hpp>

namespace {

std::array<gsync_bucket, gsync_buckets> buckets;

}  // namespace

unsigned gsync_hash(const gsync_key &key) {
    // Fibonacci hashing of the word's number and the space's; Knuth, TAOCP 3, 6.4.
    constexpr uint64_t golden = 0x9e3779b97f4a7c15;
    const uint64_t mixed =
        (key.offset >> 2) ^ (reinterpret_cast<uint64_t>(key.space) >> 4) * golden;
    return static_cast<unsigned>(mixed * golden >> 56) % gsync_buckets;
}

gsync_bucket &gsync_bucket_of(const gsync_key &key) { return buckets[gsync_hash(key)]; }

namespace {

using waiter = decltype(gsync_bucket::waiters)::iterator;

/// Waiters for other words that are passed over, about 12 instructions each, before interrupts are
/// let in.
constexpr unsigned most_passed = 1'000;

/// Counts those that have been passed over. After many the caller's thread stands in the queue as a
/// waiter for no word, before `at`, so that interrupts can be let in and the place is not lost.
class passer {
public:
    template <class Locked>
    void pass(list<thread, &thread::queue_hook> &queue, waiter &at, Locked &locked) {
        if (++passed_ < most_passed) return;
        passed_ = 0;
        rest(queue, at, locked);
    }

private:
    template <class Locked>
    [[gnu::noinline]] static void rest(list<thread, &thread::queue_hook> &queue, waiter &at,
                                       Locked &locked) NO_THREAD_SAFETY_ANALYSIS {
        thread &self = current_thread();
        self.saved.gsync = {};
        queue.insert(at, self);
        locked.unlock();
        long_work(12 * most_passed);
        locked.lock();
        at = queue.erase(queue.iterator_to(self));
    }

    unsigned passed_ = 0;
};

}  // namespace

unsigned gsync_wake_some(const gsync_key &key, unsigned limit) {
    gsync_bucket &bucket = gsync_bucket_of(key);
    unsigned woken = 0;
    passer others;
    lock_guard guard(bucket.lock);
    for (auto at = bucket.waiters.begin(); at != bucket.waiters.end();) {
        thread &t = *at++;
        if (gsync_key_of(t) != key) {
            others.pass(bucket.waiters, at, bucket.lock);
            continue;
        }
        bucket.leave(t);
        // It may not have begun to wait, or be on its way out for another reason: then it will see
        // that it is out.
        if (wait_claim(t)) wait_wake(t, KERN_SUCCESS);
        if (++woken == limit) break;
    }
    return woken;
}

namespace {

/// Two buckets, which may be one, locked in the order of their addresses.
class bucket_pair {
public:
    bucket_pair(gsync_bucket &a, gsync_bucket &b) NO_THREAD_SAFETY_ANALYSIS
        : first_(&a < &b ? a : b),
          second_(&a < &b ? b : a) {
        lock();
    }
    ~bucket_pair() { unlock(); }
    bucket_pair(const bucket_pair &) = delete;

    void lock() NO_THREAD_SAFETY_ANALYSIS {
        first_.lock.lock();
        if (&first_ != &second_) second_.lock.lock();
    }
    void unlock() NO_THREAD_SAFETY_ANALYSIS {
        if (&first_ != &second_) second_.lock.unlock();
        first_.lock.unlock();
    }

private:
    gsync_bucket &first_, &second_;
};

}  // namespace

unsigned gsync_move_some(const gsync_key &from, const gsync_key &to, const ref<vm_object> &object,
                         unsigned limit) NO_THREAD_SAFETY_ANALYSIS {
    gsync_bucket &source = gsync_bucket_of(from), &destination = gsync_bucket_of(to);
    unsigned moved = 0;
    passer others;
    bucket_pair locked(source, destination);
    for (auto at = source.waiters.begin(); at != source.waiters.end() && moved < limit;) {
        thread &t = *at++;
        if (gsync_key_of(t) != from) {
            others.pass(source.waiters, at, locked);
            continue;
        }
        source.leave(t);
        t.saved.gsync = {to.space, to.offset};
        t.saved.object = object;
        destination.enter(t);
        ++moved;
    }
    return moved;
}

namespace {

/// Everybody who waits; who goes on waiting as soon as he is woken does not keep this from ending.
void wake_all(const gsync_key &key) {
    constexpr unsigned batch = 32, most_batches = 4096;
    for (unsigned i = 0; i < most_batches && gsync_wake_some(key, batch) == batch; ++i)
        long_work(batch * 300);
}

}  // namespace

void gsync_wake_word(vm_map &map, uint64_t address) {
    wake_all({&map, address});
    if (const auto found = map.locate(address); found && found->object)
        wake_all({found->object.get(), found->offset});
}
