#include <array>

#include <kern/gsync_passer.hpp>
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

unsigned gsync_wake_some(const gsync_key &key, unsigned limit) {
    gsync_bucket &bucket = gsync_bucket_of(key);
    unsigned woken = 0;
    gsync_passer others;
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
