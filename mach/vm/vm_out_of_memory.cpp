#include <vm/vm_pageout.hpp>

#include <algorithm>
#include <memory>

#include <kern/log.hpp>
#include <kern/task.hpp>
#include <kern/zone.hpp>
#include <mach/audit.h>
#include <vm/vm_map.hpp>

namespace {

bool larger(task &a, const ref<task> &b) {
    return !b || a.map().resident_pages() > b->map().resident_pages();
}

/// The list comes from what the kernel keeps for itself.
ref<task> largest_process() {
    const std::size_t room = all_tasks(nullptr, 0);
    auto *tasks = static_cast<ref<task> *>(kalloc(room * sizeof(ref<task>)));
    if (!tasks) return {};
    std::uninitialized_default_construct_n(tasks, room);
    const std::size_t count = std::min(all_tasks(tasks, room), room);
    ref<task> largest;
    for (std::size_t i = 0; i < count; ++i) {
        task &candidate = *tasks[i];
        if (candidate.audit_token.val[AUDIT_FLAGS] != 0 && candidate.active() &&
            larger(candidate, largest))
            largest = tasks[i];
    }
    std::destroy_n(tasks, room);
    kfree(tasks, room * sizeof(ref<task>));
    return largest;
}

}  // namespace

bool vm_out_of_memory() {
    const ref<task> victim = largest_process();
    if (!victim) return false;
    log("out of memory: ending task %u (%s), %lu KB resident\n", victim->id, victim->name,
        victim->map().resident_pages() << (MACH_PAGE_SHIFT - 10));
    victim->terminate();
    return true;
}
