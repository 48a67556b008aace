#include <vm/vm_page_queues.hpp>

#include <vm/vm_object.hpp>

namespace {

union storage {
    constexpr storage() : nothing{} {}
    constexpr ~storage() {}
    char nothing;
    vm_page_queues object;
};
constinit storage place;

}  // namespace

constinit vm_page_queues &vm_pageout_queues = place.object;

void vm_page_queues::unlink(vm_page &page) {
    if (page.queue == vm_page_queue::active) {
        active_.erase(active_.iterator_to(page));
        active_count_.fetch_sub(1, std::memory_order_relaxed);
    } else if (page.queue == vm_page_queue::inactive) {
        inactive_.erase(inactive_.iterator_to(page));
        inactive_count_.fetch_sub(1, std::memory_order_relaxed);
    }
    page.queue = vm_page_queue::none;
}

void vm_page_queues::activate(vm_page &page) {
    lock_guard guard(vm_page_free_blocks.lock);
    unlink(page);
    active_.push_back(page);
    active_count_.fetch_add(1, std::memory_order_relaxed);
    page.queue = vm_page_queue::active;
}

void vm_page_queues::deactivate(vm_page &page) {
    lock_guard guard(vm_page_free_blocks.lock);
    unlink(page);
    inactive_.push_back(page);
    inactive_count_.fetch_add(1, std::memory_order_relaxed);
    page.queue = vm_page_queue::inactive;
}

void vm_page_queues::remove(vm_page &page) {
    lock_guard guard(vm_page_free_blocks.lock);
    unlink(page);
}

void vm_page_queues::balance() {
    while (!active_.empty() && inactive_count() * 2 < active_count()) {
        vm_page &page = active_.front();
        unlink(page);
        inactive_.push_back(page);
        inactive_count_.fetch_add(1, std::memory_order_relaxed);
        page.queue = vm_page_queue::inactive;
    }
}

vm_page *vm_page_queues::next_victim(ref<vm_object> &object) {
    lock_guard guard(vm_page_free_blocks.lock);
    balance();
    if (inactive_.empty()) return nullptr;
    vm_page &page = inactive_.front();
    inactive_.pop_front();
    inactive_.push_back(page);
    // On a queue, so still in its object, whose memory lives at least until the page has been taken
    // off it.
    vm_object *owner = page.resident.object;
    object = owner->try_acquire() ? ref<vm_object>::adopt(owner) : ref<vm_object>();
    return &page;
}
