/// \file
/// What is seldom done with waiters: moving them to another word, waking all.
#include <kern/gsync_passer.hpp>

#include <vm/vm_map.hpp>
#include <vm/vm_object.hpp>

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
    gsync_passer others;
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
