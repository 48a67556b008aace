#include <lib/virtio/transport.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iterator>

#include <lib/virtio/registers.hpp>
#include <mach/client.hpp>
#include <protocol/error.hpp>
#include <protocol/pci.hpp>

namespace virtio {

namespace {

constexpr uint16_t first_device = 0x1040, first_transitional = 0x1000;
constexpr uint8_t status_acknowledge = 1, status_driver = 2, status_features = 8;

// Offsets in the common configuration.
constexpr uint32_t device_feature_select = 0, device_feature = 4, driver_feature_select = 8,
                   driver_feature = 12, queue_select = 22, queue_size = 24, queue_vector = 26,
                   queue_enable = 28, queue_notify = 30, queue_descriptors = 32,
                   queue_available = 40, queue_used = 48;

kern_return_t claim_device(mach_port_t pci, uint16_t first, uint16_t last, mach_port_t &out) {
    mach::rpc::exchange<protocol::pci_claim> x;
    kern_return_t kr;
    do {
        x.request() = {
            .vendor = pci_vendor, .device_first = first, .device_last = last, .reserved = 0};
        kr = x.call(pci);
    } while (kr == protocol::unix_error(EAGAIN));
    if (kr == KERN_SUCCESS) out = x.reply().port.name;
    return kr;
}

uint32_t read_config(mach_port_t device, uint32_t offset) {
    mach::rpc::exchange<protocol::pci_config> x;
    x.request().offset = offset & ~3u;
    return x.call(device) == KERN_SUCCESS ? x.reply().value : 0;
}

}  // namespace

std::unique_ptr<transport> transport::claim(mach_port_t pci, uint16_t type) {
    std::unique_ptr<transport> t(new transport);
    const auto modern = static_cast<uint16_t>(first_device + type);
    // Transitional devices number the types otherwise: network 0, block 1.
    const auto old = static_cast<uint16_t>(first_transitional + type - 1);
    if (claim_device(pci, modern, modern, t->pci_) != KERN_SUCCESS &&
        claim_device(pci, old, old, t->pci_) != KERN_SUCCESS)
        return nullptr;
    mach::rpc::exchange<protocol::pci_dma> dma;
    if (dma.call(t->pci_) != KERN_SUCCESS || !t->find_capabilities()) return nullptr;
    t->dma_ = dma.reply().port.name;
    t->common_[status_register] = 0;
    for (unsigned tries = 0; t->common_[status_register] != 0 && tries < reset_tries; ++tries) {
    }
    t->common_[status_register] = t->status_ = status_acknowledge | status_driver;
    return t;
}

bool transport::bus_lives(mach_port_t pci) {
    mach_port_type_t kind = 0;
    return mach_port_type(mach_task_self(), pci, &kind) == KERN_SUCCESS &&
           (kind & MACH_PORT_TYPE_SEND) != 0;
}

transport::~transport() {
    if (common_) common_[status_register] = 0;
    for (unsigned i = 0; i < 6; ++i)
        if (bars_[i])
            (void)mach_vm_deallocate(mach_task_self(), reinterpret_cast<uint64_t>(bars_[i]),
                                     bar_sizes_[i]);
    for (const mach_port_t right : {pci_, dma_})
        if (right != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), right);
}

volatile uint8_t *transport::map(uint32_t bar) {
    if (bar >= 6) return nullptr;
    if (bars_[bar]) return bars_[bar];
    mach::rpc::exchange<protocol::pci_map> x;
    x.request().bar = bar;
    if (x.call(pci_) != KERN_SUCCESS) return nullptr;
    const mach_port_t object = x.reply().object.name;
    mach_vm_address_t address = 0;
    constexpr vm_prot_t access = VM_PROT_READ | VM_PROT_WRITE;
    const uint64_t size = x.reply().size;
    const kern_return_t kr = mach_vm_map(mach_task_self(), &address, size, 0, VM_FLAGS_ANYWHERE,
                                         object, 0, 0, access, access, VM_INHERIT_NONE);
    (void)mach_port_deallocate(mach_task_self(), object);
    if (kr != KERN_SUCCESS) return nullptr;
    bar_sizes_[bar] = size;
    return bars_[bar] = reinterpret_cast<volatile uint8_t *>(address);
}

/// The vendor capabilities say in which region each structure lies. The first of a kind counts.
bool transport::find_capabilities() {
    uint32_t at = read_config(pci_, 0x34) & 0xfc;
    for (unsigned count = 0; at >= 0x40 && count < 48; ++count) {
        const uint32_t head = read_config(pci_, at);
        if ((head & 0xff) == capability_vendor) {
            const uint32_t bar = read_config(pci_, at + 4) & 0xff;
            const uint32_t offset = read_config(pci_, at + 8), length = read_config(pci_, at + 12);
            const uint8_t kind = static_cast<uint8_t>(head >> 24);
            volatile uint8_t **place = kind == kind_common ? &common_
                                       : kind == 2         ? &notify_
                                       : kind == 3         ? &interrupt_
                                       : kind == 4         ? &device_
                                                           : nullptr;
            if (place && !*place) {
                volatile uint8_t *base = map(bar);
                if (!base || offset > bar_sizes_[bar] || length > bar_sizes_[bar] - offset)
                    return false;
                *place = base + offset;
                if (kind == 2) notify_multiplier_ = read_config(pci_, at + 16);
            }
        }
        at = head >> 8 & 0xfc;
    }
    return common_ && notify_ && interrupt_ && device_;
}

uint64_t transport::negotiate(uint64_t known) {
    uint64_t offered = 0;
    for (uint32_t half = 0; half < 2; ++half) {
        common<uint32_t>(device_feature_select) = half;
        offered |= uint64_t{common<uint32_t>(device_feature)} << (32 * half);
    }
    const uint64_t accepted = offered & known;
    for (uint32_t half = 0; half < 2; ++half) {
        common<uint32_t>(driver_feature_select) = half;
        common<uint32_t>(driver_feature) = static_cast<uint32_t>(accepted >> (32 * half));
    }
    common_[status_register] = status_ |= status_features;
    const bool agreed = (common_[status_register] & status_features) != 0;
    return agreed && (accepted & feature_version_1) ? accepted : 0;
}

bool transport::connect(mach_port_t port) {
    mach::rpc::exchange<protocol::pci_interrupt> x;
    x.request().port = mach::rpc::port_descriptor(port, MACH_MSG_TYPE_MAKE_SEND);
    if (x.call(pci_) != KERN_SUCCESS) return false;
    line_ = x.reply().line;
    vector_ = static_cast<uint16_t>(x.reply().vector);
    return true;
}

bool transport::set_queue(uint16_t index, queue &q) {
    if (index >= std::size(notify_offsets_)) return false;
    common<uint16_t>(queue_select) = index;
    const uint16_t size =
        std::min<uint16_t>(uint16_t{common<uint16_t>(queue_size)}, uint16_t{queue::size_max});
    if (!q.create(dma_, size)) return false;
    common<uint16_t>(queue_size) = size;
    common<uint16_t>(queue_vector) = vector_;
    if (common<uint16_t>(queue_vector) != vector_) return false;
    const auto set = [&](uint32_t offset, uint64_t address) {
        common<uint32_t>(offset) = static_cast<uint32_t>(address);
        common<uint32_t>(offset + 4) = static_cast<uint32_t>(address >> 32);
    };
    set(queue_descriptors, q.descriptors_at());
    set(queue_available, q.available_at());
    set(queue_used, q.used_at());
    notify_offsets_[index] = common<uint16_t>(queue_notify);
    common<uint16_t>(queue_enable) = 1;
    return true;
}

void transport::notify(uint16_t index) {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    auto *at = notify_ + notify_offsets_[index] * notify_multiplier_;
    *reinterpret_cast<volatile uint16_t *>(at) = index;
}

/// Reading the status takes the device off a shared wire.
void transport::interrupt_seen() {
    if (vector_ == protocol::pci_no_vector) (void)*interrupt_;
}

void transport::interrupt_done() {
    mach::rpc::exchange<protocol::pci_acknowledge> x;
    x.request().line = line_;
    (void)x.send(pci_);
}

}  // namespace virtio
