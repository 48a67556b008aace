#include <vm/memory_object_proxy.hpp>

#include <vm/memory_object.hpp>

namespace {

constinit zone<memory_object_proxy> proxies("memory_object_proxy");

}  // namespace

const ipc_kobject_raw memory_object_proxy_kobject{.message = nullptr,
                                                  .notification = memory_object_proxy::notified};

result<memory_object_window> memory_object_window::of(ipc_port &port) {
    // What is bound to the port lives as long as that is so.
    lock_guard guard(port.lock);
    if (const auto *proxy = static_cast<memory_object_proxy *>(
            ipc_kobject_locked(port, kobject_type::memory_object_proxy)))
        return proxy->window_;
    auto *whole = static_cast<vm_object *>(ipc_kobject_locked(port, vm_object::kobject));
    if (whole == nullptr || !whole->try_acquire()) return error(KERN_INVALID_ARGUMENT);
    return memory_object_window{.object = ref<vm_object>::adopt(whole)};
}

result<> memory_object_window::narrow(uint64_t from, uint64_t bytes, vm_prot_t most) {
    if ((from & MACH_PAGE_MASK) != 0 || (most & ~VM_PROT_ALL) != 0 || from > size ||
        bytes > size - from)
        return error(KERN_INVALID_ARGUMENT);
    offset += from;
    size = (bytes + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
    max_protection &= most;
    return {};
}

result<ipc_right_transit> memory_object_proxy::create(memory_object_window window) {
    {
        lock_guard guard(window.object->lock);
        window.object->sharing = vm_object_sharing::shared;
    }
    memory_object_proxy *made = proxies.create(std::move(window));
    if (made == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    auto right = ipc_kobject_lend(kobject_type::memory_object_proxy, made, made->port_);
    if (!right) proxies.destroy(made);
    return right;
}

void memory_object_proxy::notified(ipc_port &port, mach_msg_id_t id) {
    if (id != MACH_NOTIFY_NO_SENDERS) return;
    auto *proxy = static_cast<memory_object_proxy *>(
        ipc_kobject_take_back(port, kobject_type::memory_object_proxy));
    if (proxy == nullptr) return;
    ipc_kobject_clear(std::move(proxy->port_));
    proxies.destroy(proxy);
}
