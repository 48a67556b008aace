#include "bus.hpp"

#include <cerrno>

#include <lib/physical.hpp>
#include <lib/service.hpp>
#include <protocol/error.hpp>

namespace {
constexpr uint64_t bus_size = 1 << 20, slot_size = 1 << 15;
constexpr uint16_t no_vendor = 0xffff;
constexpr unsigned depth_max = 8;
}  // namespace

bus::bus(server::loop &loop, mach_port_t device_master, host_bridge bridge,
         std::optional<translator> messages)
    : port_object(loop),
      loop_(loop),
      device_master_(device_master),
      bridge_(std::move(bridge)),
      messages_(std::move(messages)),
      window_(kept().window),
      window_end_(bridge_.window + bridge_.window_size) {
    if (window_ == 0) window_ = bridge_.window;
}

void bus::enumerate() {
    if (bridge_.ecam) enumerate(bridge_.first_bus, 0);
}

void bus::enumerate(uint8_t number, unsigned depth) {
    if (number < bridge_.first_bus || number > bridge_.last_bus || depth == depth_max) return;
    volatile uint8_t *space = server::map_physical(
        device_master_, bridge_.ecam + (number - bridge_.first_bus) * bus_size, bus_size);
    if (!space) return;
    for (uint8_t slot = 0; slot < 32; ++slot) {
        for (unsigned index = 0; index < 8; ++index) {
            function f(space + slot * slot_size + index * function::config_size, slot);
            if (f.vendor() == no_vendor) {
                if (index == 0) break;
                continue;
            }
            if (const uint8_t behind = f.bus_behind(); behind > number)
                enumerate(behind, depth + 1);
            else
                take(f, uint32_t{number} << 16 | uint32_t{slot} << 8 | index);
            if (index == 0 && !f.multiple()) break;
        }
    }
}

/// A driver that has lost this server's predecessor may have left the device running.
void bus::take(function f, uint32_t place) {
    f.quiet();
    kept_function *k = kept().find(place, f.read(0));
    if (!k) return server::log("more functions than there is room for");
    devices_.push_back(std::make_unique<device_port>(loop_, *this, f, *k));
}

int bus::line_of(uint8_t slot, uint32_t pin) const {
    for (const wire_route &wire : bridge_.wires)
        if (wire.device == slot && wire.pin == pin) return static_cast<int>(wire.line);
    return -1;
}

std::optional<translator::message> bus::message_of(const kept_function &k) {
    const uint32_t place = k.place - 1;
    const uint32_t number = (place >> 16 << 8 | (place >> 8 & 0xff) << 3 | (place & 7)) -
                            bridge_.messages.first_function;
    const auto index = static_cast<unsigned>(&k - kept().functions);
    if (!messages_ || number >= bridge_.messages.count) return std::nullopt;
    return messages_->map(index, bridge_.messages.first_identity + number);
}

kern_return_t bus::serve(protocol::pci_claim, const mach::rpc::call<protocol::pci_claim> &c) {
    int error = ENODEV;
    for (const auto &device : devices_) {
        if (device->vendor() != c.request.vendor || device->device() < c.request.device_first ||
            device->device() > c.request.device_last)
            continue;
        const auto owner = device->claimed_by();
        if (owner == device_port::owner::unsettled) error = EAGAIN;
        if (owner != device_port::owner::none) continue;
        c.reply.port = device->claim();
        return KERN_SUCCESS;
    }
    return protocol::unix_error(error);
}
