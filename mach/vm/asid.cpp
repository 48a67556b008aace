#include <vm/asid.hpp>

#include <algorithm>
#include <bit>

#include <kern/spinlock.hpp>
#include <machine/address_space.hpp>

namespace {

constexpr unsigned most = 4096;
spinlock lock{lock_rank::leaf};
uint64_t used[most / 64] GUARDED_BY(lock) = {1};  ///< 0 belongs to the kernel
machine::cpu_mask stale[most] GUARDED_BY(lock);
unsigned next_word GUARDED_BY(lock);

}  // namespace

asid_grant asid_allocate() {
    const unsigned limit = std::min<unsigned>(most - 1, machine::max_asid());
    lock_guard guard(lock);
    const unsigned words = limit / 64 + 1;
    for (unsigned tried = 0; tried < words; ++tried) {
        const unsigned word = (next_word + tried) % words;
        const auto bit = static_cast<unsigned>(std::countr_one(used[word]));
        const unsigned asid = word * 64 + bit;
        if (bit == 64 || asid > limit) continue;
        used[word] |= uint64_t{1} << bit;
        next_word = word;
        return {static_cast<uint16_t>(asid), stale[asid]};
    }
    return {0, machine::cpu_mask{0}};
}

void asid_free(uint16_t asid, machine::cpu_mask cached) {
    if (asid == 0) return;
    lock_guard guard(lock);
    used[asid / 64] &= ~(uint64_t{1} << (asid % 64));
    stale[asid] = cached;
}
