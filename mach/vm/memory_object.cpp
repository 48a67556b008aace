/// \file
/// Objects by port: naming them, their size, what a pager's answers do to them.

#include <vm/vm_object.hpp>

#include <kern/long_work.hpp>
#include <kern/thread.hpp>
#include <vm/memory_object.hpp>
#include <vm/memory_object_pager.hpp>

namespace {

void object_notification(ipc_port &port, mach_msg_id_t id) {
    if (id != MACH_NOTIFY_NO_SENDERS) return;
    if (ref<vm_object> object = ipc_kobject_get<vm_object>(port)) object->no_senders();
}

bool has_senders(ipc_port &port) {
    lock_guard guard(port.lock);
    return port.send_rights != 0;
}

}  // namespace

const ipc_kobject_raw memory_object_kobject{.message = nullptr,
                                            .notification = object_notification};

result<ref<ipc_port>> vm_object::port() {
    {
        lock_guard guard(lock);
        if (port_) return port_;
    }
    ref<ipc_port> made = TRY(ipc_kobject_create(kobject_type::memory_object, this));
    ref<ipc_port> kept;
    {
        lock_guard guard(lock);
        if (!port_) port_ = std::exchange(made, {});
        kept = port_;
    }
    if (made) ipc_kobject_clear(std::move(made));  // somebody else was faster
    return kept;
}

/// While there are send rights, they have one reference on the object between them: `named_`. It is
/// taken after the right is made, so that no_senders of the last right before, which may come any
/// time, finds the new one.
result<ipc_right_transit> vm_object::make_send() {
    const ref<ipc_port> named = TRY(port());
    ipc_right_transit right = ipc_right_transit::make_send(*named);
    {
        lock_guard guard(lock);
        sharing = vm_object_sharing::shared;
        if (!named_) {
            named_ = true;
            acquire();
        }
    }
    ipc_kobject_watch_senders(*named);
    return right;
}

void vm_object::no_senders() {
    {
        lock_guard guard(lock);
        if (!named_ || !port_ || has_senders(*port_)) return;
        named_ = false;
    }
    release();
}

void vm_object::truncate(uint64_t size) {
    const uint64_t end = (size + MACH_PAGE_MASK) >> MACH_PAGE_SHIFT;
    {
        lock_guard guard(lock);
        size_ = end << MACH_PAGE_SHIFT;
        byte_size_ = size;
    }
    discard(end, ~uint64_t{0} >> MACH_PAGE_SHIFT);
}

void vm_object::discard(uint64_t first, uint64_t end) {
    for (;; long_work(spin_cost)) {
        machine::relax();
        lock_guard guard(lock);
        if (!unmap(first, end)) continue;
        free_all(first, end);
        wake_all();
        return;
    }
}

uint64_t vm_object::byte_size() {
    lock_guard guard(lock);
    return byte_size_;
}

void vm_object::fail_requests() {
    lock_guard guard(lock);
    for (uint64_t index = 0;;) {
        vm_page *page = pages_.next(index);
        if (!page) break;
        index = page->resident.index + 1;
        page->unlock_requested = false;
        long_work(50);
        if (page->state == vm_page_state::valid) continue;
        take_out(*page);
        vm_page_free(*page, 0);
    }
    wake_all();
}
