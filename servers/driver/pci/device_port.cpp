#include "device_port.hpp"

#include <cerrno>

#include <lib/physical.hpp>
#include <lib/service.hpp>
#include <mach/device.h>
#include <protocol/error.hpp>

#include "bus.hpp"

namespace {
constexpr uint64_t table_entry_size = 16;
}

device_port::device_port(server::loop &loop, bus &owner, function f, kept_function &k)
    : port_object(loop), bus_(owner), function_(f), kept_(k) {
    function_.restore(kept_);
    for (unsigned bar = 0; bar < function::bar_count; ++bar)
        (void)bus_.region_of(function_, bar, kept_);
    reset_.find(function_, kept_.regions, bus_.device_master());
    silence();
}

void device_port::silence() {
    const bool silent = !function_.answers() || reset_();
    function_.quiet();
    if (dma_ != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), dma_);
    dma_ = MACH_PORT_NULL;
    if (kept_.driven == 0) return;
    if (!silent) return server::log("a device does not come to rest: its driver's memory stays");
    if (server::let_rights_go(kept_number()) == KERN_SUCCESS) kept_.driven = 0;
}

uint32_t device_port::kept_number() const {
    return static_cast<uint32_t>(&kept_ - kept().functions);
}

/// Kept by bootstrap before the driver has it: this server may end at any time, and the device must
/// be silent before the memory goes.
kern_return_t device_port::make_domain() {
    kern_return_t kr = device_dma_right(bus_.device_master(), &dma_);
    if (kr != KERN_SUCCESS) return kr;
    kept_.driven = 1;
    kr = server::keep_right(kept_number(), dma_);
    if (kr == KERN_SUCCESS) return kr;
    (void)mach_port_deallocate(mach_task_self(), dma_);
    dma_ = MACH_PORT_NULL;
    return kr;
}

mach_msg_port_descriptor_t device_port::claim() {
    claimed_ = true;
    function_.enable();
    return make_send();
}

device_port::owner device_port::claimed_by() {
    if (!claimed_) return owner::none;
    mach_port_status_t status;
    mach_msg_type_number_t count = MACH_PORT_RECEIVE_STATUS_COUNT;
    if (mach_port_get_attributes(mach_task_self(), port(), MACH_PORT_RECEIVE_STATUS,
                                 reinterpret_cast<mach_port_info_t>(&status),
                                 &count) != KERN_SUCCESS)
        return owner::driver;
    if (status.mps_srights != 0) return status.mps_msgcount != 0 ? owner::unsettled : owner::driver;
    no_senders();
    return owner::none;
}

void device_port::no_senders() {
    silence();
    if (line_ != no_line) (void)device_interrupt_unregister(bus_.device_master(), line_);
    line_ = no_line;
    claimed_ = false;
}

kern_return_t device_port::serve(protocol::pci_config, call<protocol::pci_config> c) {
    if (c.request.offset % 4 != 0 || c.request.offset >= function::config_size)
        return protocol::unix_error(EINVAL);
    c.reply.value = function_.read(c.request.offset);
    return KERN_SUCCESS;
}

kern_return_t device_port::serve(protocol::pci_map, call<protocol::pci_map> c) {
    const function::region region = this->region(c.request.bar);
    if (region.size == 0) return protocol::unix_error(ENXIO);
    // A region smaller than a page shares it with nothing: firmware and window align to pages.
    const uint64_t size = (region.size + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
    memory_object_t object = MACH_PORT_NULL;
    const kern_return_t kr = device_map(bus_.device_master(), region.address, size, &object);
    if (kr != KERN_SUCCESS) return kr;
    c.reply.object = mach::rpc::port_descriptor(object, MACH_MSG_TYPE_MOVE_SEND);
    c.reply.size = region.size;
    return KERN_SUCCESS;
}

/// Once for each function: from the kernel, or from what the bus has.
bool device_port::take_message() {
    if (kept_.msi_line != 0) return true;
    unsigned line = 0;
    if (device_msi_allocate(bus_.device_master(), &line, &kept_.msi_address, &kept_.msi_data) !=
        KERN_SUCCESS) {
        const auto message = bus_.message_of(kept_);
        if (!message) return false;
        kept_.msi_address = message->address;
        kept_.msi_data = message->data;
        line = message->line;
    }
    kept_.msi_line = line + 1;
    return true;
}

bool device_port::connect_msi_x() {
    const uint32_t at = function_.capability(capability_msi_x);
    if (at == 0 || !take_message()) return false;
    const uint32_t table = function_.read(at + 4);
    const function::region region = this->region(table & 7);
    const uint64_t offset = table & ~7u;
    if (region.size < table_entry_size || offset > region.size - table_entry_size) return false;
    auto *entry = reinterpret_cast<volatile uint32_t *>(
        server::map_physical(bus_.device_master(), region.address + offset, table_entry_size));
    if (!entry) return false;
    function_.set_msi_x(entry, kept_.msi_address, kept_.msi_data);
    return true;
}

/// Finds the line and has its interrupts sent to `port`, whose right is used up.
kern_return_t device_port::connect(mach_port_t port, uint32_t &vector) {
    vector = protocol::pci_no_vector;
    if (connect_msi_x()) {
        vector = 0;
        line_ = kept_.msi_line - 1;
    } else {
        const int wire = bus_.line_of(function_.slot(), function_.pin());
        if (wire < 0) return protocol::unix_error(ENODEV);
        line_ = static_cast<unsigned>(wire);
    }
    const kern_return_t kr =
        device_interrupt_register(bus_.device_master(), line_, port, MACH_MSG_TYPE_COPY_SEND);
    if (kr == KERN_SUCCESS)
        tell(vector != protocol::pci_no_vector);
    else
        line_ = no_line;
    return kr;
}

/// The log says what each device's interrupts are.
void device_port::tell(bool by_message) const {
    const uint32_t place = kept_.place - 1;
    server::log("%02x:%02x.%u %04x:%04x interrupts by %s, line %u", place >> 16, place >> 8 & 0xff,
                place & 0xff, vendor(), device(), by_message ? "MSI-X" : "wire", line_);
}

kern_return_t device_port::serve(protocol::pci_interrupt, call<protocol::pci_interrupt> c) {
    const mach_port_t port = c.request.port.name;
    kern_return_t kr = line_ == no_line ? KERN_SUCCESS : protocol::unix_error(EBUSY);
    if (kr == KERN_SUCCESS) kr = connect(port, c.reply.vector);
    if (MACH_PORT_VALID(port)) (void)mach_port_deallocate(mach_task_self(), port);
    c.reply.line = line_;
    return kr;
}

void device_port::serve(protocol::pci_acknowledge, call<protocol::pci_acknowledge> c) {
    if (line_ != no_line && c.request.line == line_)
        (void)device_interrupt_acknowledge(bus_.device_master(), line_);
}

kern_return_t device_port::serve(protocol::pci_dma, call<protocol::pci_dma> c) {
    if (dma_ == MACH_PORT_NULL)
        if (const kern_return_t kr = make_domain(); kr != KERN_SUCCESS) return kr;
    c.reply.port = mach::rpc::port_descriptor(dma_, MACH_MSG_TYPE_COPY_SEND);
    return KERN_SUCCESS;
}
