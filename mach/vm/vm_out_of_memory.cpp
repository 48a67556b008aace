#include <vm/vm_pageout.hpp>

#include <algorithm>
#include <memory>

#include <kern/log.hpp>
#include <kern/task.hpp>
#include <kern/zone.hpp>
#include <mach/audit.h>
#include <vm/vm_map.hpp>

namespace {

/// In memory and on the swap space. The clock unmaps what it looks at, so what is mapped says
/// little.
uint64_t pages_of(task &t) {
    const vm_map::page_counts held = t.map().anonymous_pages();
    return std::max(t.map().resident_pages(), held.resident + held.swapped);
}

/// The list comes from what the kernel keeps for itself.
ref<task> largest_process(uint64_t &size) {
    const std::size_t room = all_tasks(nullptr, 0);
    auto *tasks = static_cast<ref<task> *>(kalloc(room * sizeof(ref<task>)));
    if (!tasks) return {};
    std::uninitialized_default_construct_n(tasks, room);
    const std::size_t count = std::min(all_tasks(tasks, room), room);
    ref<task> largest;
    for (std::size_t i = 0; i < count; ++i) {
        task &candidate = *tasks[i];
        if (candidate.audit_token.val[AUDIT_FLAGS] == 0 || !candidate.active()) continue;
        if (candidate.audit_token.val[AUDIT_PID] == 1) continue;  // nothing works without it
        const uint64_t pages = pages_of(candidate);
        if (largest && pages <= size) continue;
        largest = tasks[i];
        size = pages;
    }
    std::destroy_n(tasks, room);
    kfree(tasks, room * sizeof(ref<task>));
    return largest;
}

}  // namespace

vm_room vm_out_of_memory() {
    static constinit spinlock lock{lock_rank::leaf};
    static constinit ref<task> dying GUARDED_BY(lock);
    ref<task> before;
    {
        lock_guard guard(lock);
        before = dying;
    }
    if (before && before->map().size() != 0) return vm_room::yield;
    uint64_t size = 0;
    ref<task> victim = largest_process(size);
    if (!victim) return vm_room::none;
    log("out of memory: ending task %u (%s), %lu KB\n", victim->id, victim->name,
        size << (MACH_PAGE_SHIFT - 10));
    victim->terminate();
    lock_guard guard(lock);
    std::swap(dying, victim);
    return vm_room::retry;
}
