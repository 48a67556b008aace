/// \file
/// A device as its driver sees it.
#pragma once

#include <lib/port_object.hpp>
#include <mach/server.hpp>
#include <protocol/pci.hpp>

#include "function.hpp"
#include "kept.hpp"
#include "virtio_reset.hpp"

class bus;

class device_port final : public server::port_object {
public:
    /// Looks for the device's regions, which takes them off the bus for a moment, unless a server
    /// before has: drivers may use them.
    device_port(server::loop &loop, bus &owner, function f, kept_function &k);

    uint16_t vendor() const { return function_.vendor(); }
    uint16_t device() const { return function_.device(); }
    enum class owner : unsigned char { none, driver, unsettled };
    /// Whose is it? One that has ended does not count, though its end may not have been told yet;
    /// as long as messages wait here, that cannot be known.
    owner claimed_by();
    mach_msg_port_descriptor_t claim();

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::pci_device_interface>(*this, in, out);
    }
    /// Its driver has ended: the device is silenced, and free for the next one.
    void no_senders() override;

    template <class Routine>
    using call = const mach::rpc::call<Routine> &;
    kern_return_t serve(protocol::pci_config, call<protocol::pci_config> c);
    kern_return_t serve(protocol::pci_map, call<protocol::pci_map> c);
    kern_return_t serve(protocol::pci_interrupt, call<protocol::pci_interrupt> c);
    void serve(protocol::pci_acknowledge, call<protocol::pci_acknowledge> c);
    kern_return_t serve(protocol::pci_dma, call<protocol::pci_dma> c);

private:
    static constexpr unsigned no_line = ~0u;
    /// Ends what the device does with memory; then the memory of the driver that it had is free.
    void silence();
    kern_return_t make_domain();
    /// Of the rights to its drivers' domains.
    uint32_t kept_number() const;
    kern_return_t connect(mach_port_t port, uint32_t &vector);
    bool take_message();
    bool connect_msi_x();
    void tell(bool by_message) const;
    function::region region(uint32_t bar) const {
        return bar < function::bar_count ? kept_.regions[bar] : function::region{0, 0};
    }

    bus &bus_;
    function function_;
    kept_function &kept_;  ///< with the interrupt, allocated once
    virtio_reset reset_;
    bool claimed_ = false;
    mach_port_t dma_ = MACH_PORT_NULL;  ///< the driver's domain
    unsigned line_ = no_line;           ///< registered with the kernel
};
