/// \file
/// All functions behind the host bridge, and who has them.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <lib/loop.hpp>
#include <lib/port_object.hpp>
#include <mach/server.hpp>
#include <protocol/pci.hpp>

#include "device_port.hpp"
#include "host_bridge.hpp"
#include "kept.hpp"
#include "translator.hpp"

/// The port "pci".
class bus final : public server::port_object {
public:
    bus(server::loop &loop, mach_port_t device_master, host_bridge bridge,
        std::optional<translator> messages);

    /// Looks for functions. A machine without a bridge has none.
    void enumerate();

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::pci_interface>(*this, in, out);
    }
    kern_return_t serve(protocol::pci_claim, const mach::rpc::call<protocol::pci_claim> &c);

    mach_port_t device_master() const { return device_master_; }
    /// The kernel's line for a wire, or -1.
    int line_of(uint8_t slot, uint32_t pin) const;
    /// The message of a function where the kernel has none to give; none without a translator.
    std::optional<translator::message> message_of(const kept_function &k);
    function::region region_of(function &f, unsigned bar, kept_function &k) {
        return f.bar(bar, k, window_, window_end_);
    }

private:
    void enumerate(uint8_t number, unsigned depth);
    void take(function f, uint32_t place);

    server::loop &loop_;
    mach_port_t device_master_;
    host_bridge bridge_;
    std::optional<translator> messages_;
    uint64_t &window_;  ///< kept
    uint64_t window_end_;
    std::vector<std::unique_ptr<device_port>> devices_;
};
