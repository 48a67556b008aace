#include <kern/dma_domain.hpp>

#include <kern/task.hpp>
#include <kern/zone.hpp>

namespace {
constinit zone<dma_domain> domains("dma_domain");
}

const ipc_kobject_raw dma_domain_kobject{.message = nullptr, .notification = dma_domain::notified};

result<ipc_right_transit> dma_domain::create() {
    dma_domain *made = domains.create();
    if (made == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    auto right = ipc_kobject_lend(kobject_type::dma, made, made->port_);
    if (!right) domains.destroy(made);
    return right;
}

result<> dma_domain::bind(ipc_port &port, task &who) {
    // What is bound to the port lives as long as that is so.
    lock_guard guard(port.lock);
    auto *domain = static_cast<dma_domain *>(ipc_kobject_locked(port, kobject_type::dma));
    if (domain == nullptr) return error(KERN_INVALID_ARGUMENT);
    if (domain->holder_.get() == &who) return {};
    if (domain->holder_) return error(KERN_NO_ACCESS);
    domain->holder_ = ref<task>::share(who);
    who.hold_memory();
    return {};
}

void dma_domain::notified(ipc_port &port, mach_msg_id_t id) {
    if (id != MACH_NOTIFY_NO_SENDERS) return;
    auto *domain = static_cast<dma_domain *>(ipc_kobject_take_back(port, kobject_type::dma));
    if (domain == nullptr) return;
    ipc_kobject_clear(std::move(domain->port_));
    if (domain->holder_) domain->holder_->let_memory_go();
    domains.destroy(domain);
}
