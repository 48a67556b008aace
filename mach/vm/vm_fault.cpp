#include <vm/vm_fault.hpp>

#include <cstring>

#include <kern/long_work.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <machine/cpu.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_events.hpp>
#include <vm/vm_fault_page.hpp>
#include <vm/vm_pageout.hpp>
#include <vm/vm_reaper.hpp>
#include <vm/vm_swap.hpp>

namespace {

/// Bytes to be copied while the page is held.
struct transfer {
    void *buffer;
    uint64_t offset, size;
    vm_prot_t direction;
};

enum class round : uint8_t { resolved, again, ask, wait, request, failed };

struct attempt {
    round outcome;
    kern_return_t code = KERN_SUCCESS;
    memory_object_demand demand{};
};

attempt failed(kern_return_t code) { return {round::failed, code, {}}; }

void copy_bytes(const transfer &bytes, char *page) {
    char *data = page + bytes.offset;
    if (bytes.direction & VM_PROT_WRITE)
        std::memcpy(data, bytes.buffer, bytes.size);
    else
        std::memcpy(bytes.buffer, data, bytes.size);
}

/// One try under the map's lock. \param waiter blocks when a page must be waited for; null: only
/// say so.
attempt try_fault(vm_map &map, uint64_t address, vm_prot_t access, const transfer *bytes,
                  thread *waiter) NO_THREAD_SAFETY_ANALYSIS {
    const vm_reaper::deferral deferral;
    lock_guard guard(map.lock);
    vm_map_entry *entry = map.lookup(address);
    if (!entry) return failed(KERN_INVALID_ADDRESS);
    if (access & ~entry->protection) return failed(KERN_PROTECTION_FAILURE);
    vm_fault_page fault(map, *entry, address, access, waiter != nullptr);
    using step = vm_fault_page::step;
    switch (fault.find()) {
    case step::done:
        if (bytes) {
            if (!fault.bytes())
                return failed(KERN_INVALID_ADDRESS);  // device registers are not memory
            copy_bytes(*bytes, fault.bytes());
            // The page may be a new one, while the old is still mapped here. Without memory for a
            // table it is not.
            if (access & VM_PROT_WRITE) (void)fault.enter();
            return {round::resolved};
        }
        if (!fault.enter()) return failed(KERN_RESOURCE_SHORTAGE);
        return {round::resolved};
    case step::retry: return {round::again};
    case step::ask: return {round::ask, KERN_SUCCESS, fault.request()};
    case step::wait:
        if (waiter) fault.owner().wait(*waiter);
        return {round::wait};
    case step::request: return {round::request};
    case step::error: return failed(KERN_MEMORY_ERROR);
    case step::no_room: break;
    }
    return failed(KERN_RESOURCE_SHORTAGE);
}

/// `waiter` has been queued, or it is to be once it is known who waits.
fault_outcome fault(vm_map &map, uint64_t address, vm_prot_t access, const transfer *bytes,
                    thread *waiter) {
    for (unsigned rounds_without_memory = 0;;) {
        attempt tried = try_fault(map, address, access, bytes, waiter);
        switch (tried.outcome) {
        case round::resolved: return fault_outcome::resolved();
        case round::again:
            machine::relax();
            long_work(spin_cost);
            continue;
        case round::ask:
            if (tried.demand.slot != 0 ? vm_swap_space.read(tried.demand)
                                       : memory_object_pager::ask(tried.demand))
                continue;
            tried.code = KERN_RESOURCE_SHORTAGE;
            break;
        case round::request:
            if (waiter && !vm_swap_space.wait_for_request(*waiter)) continue;
            return fault_outcome::wait();
        case round::wait: return fault_outcome::wait();
        case round::failed: break;
        }
        if (tried.code != KERN_RESOURCE_SHORTAGE) return fault_outcome::failed(tried.code);
        switch (vm_make_room(rounds_without_memory++, waiter,
                             !map.pageable.load(std::memory_order_relaxed))) {
        case vm_room::retry: break;
        // Who comes to wait is told to try again, by way of the run queue.
        case vm_room::yield: return waiter ? fault_outcome::resolved() : fault_outcome::wait();
        case vm_room::waiting: return fault_outcome::wait();
        case vm_room::none: return fault_outcome::failed(tried.code);
        }
    }
}

/// For a kernel routine, which runs in the context of a thread whose map may be another.
result<> as_result(const fault_outcome &outcome, vm_map &map, uint64_t address, vm_prot_t access) {
    thread &self = current_thread();
    switch (outcome.what) {
    case fault_outcome::kind::resolved: return {};
    case fault_outcome::kind::wait:
        self.page_wait = {address, access, nullptr, {}};
        if (&map != &self.owner().map()) self.page_wait.map = ref<vm_map>::share(map);
        return error(KERN_PAGE_WAIT);
    case fault_outcome::kind::failed: break;
    }
    return error(outcome.code);
}

}  // namespace

fault_outcome vm_fault(vm_map &map, uint64_t address, vm_prot_t access) {
    vm_events.faults.happened();
    return fault(map, address, access, nullptr, nullptr);
}

result<> vm_fault_in(vm_map &map, uint64_t address, vm_prot_t access) {
    return as_result(fault(map, address, access, nullptr, nullptr), map, address, access);
}

result<> vm_fault_copy(vm_map &map, uint64_t address, vm_prot_t access, void *buffer,
                       uint64_t size) {
    const transfer bytes{buffer, address & MACH_PAGE_MASK, size, access};
    return as_result(fault(map, address, access, &bytes, nullptr), map, address, access);
}

trap_outcome vm_fault_wait(thread &self, uint64_t address, vm_prot_t access, continuation resume) {
    const ref<vm_map> other = std::move(self.page_wait.map);
    self.page_wait = {address, access, resume, {}};
    const fault_outcome outcome =
        fault(other ? *other : self.owner().map(), address, access, nullptr, &self);
    if (outcome.what != fault_outcome::kind::wait) {
        // It came meanwhile, or the next try will meet an error. By way of the run queue, not at
        // once: page after page may come so while one message is copied, and no call of `resume`
        // may be inside another.
        wait_begin(self, wait_kind::page, vm_fault_resume, nullptr, false);
        if (wait_claim(self)) wait_wake(self, KERN_SUCCESS);
    }
    return trap_outcome::blocked();
}

trap_outcome vm_fault_resume(thread &self) {
    if (self.wait.object) {
        ref<vm_object> object = ref<vm_object>::adopt(static_cast<vm_object *>(self.wait.object));
        object->forget(self);
    }
    return self.page_wait.resume(self);
}
