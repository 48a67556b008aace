#include "host_bridge.hpp"

#include <lib/device_tree.hpp>

namespace {

using namespace server::device_tree;
constexpr uint32_t first_shared_interrupt = 32;

struct node {
    bytes compatible, reg, ranges, bus_range, interrupt_map, mask, message_map;
    uint32_t handle = 0, address_cells = 0;

    void take(std::string_view name, bytes value) {
        if (name == "compatible") compatible = value;
        if (name == "reg") reg = value;
        if (name == "ranges") ranges = value;
        if (name == "bus-range") bus_range = value;
        if (name == "interrupt-map") interrupt_map = value;
        if (name == "interrupt-map-mask") mask = value;
        if (name == "msi-map") message_map = value;
        if (name == "phandle") handle = cell(value, 0);
        if (name == "#address-cells") address_cells = cell(value, 0);
    }
    bool is(std::string_view wanted) const {
        const std::string_view names(reinterpret_cast<const char *>(compatible.data()),
                                     compatible.size());
        return names.substr(0, names.find('\0')) == wanted;
    }
};

/// The first window of 32-bit memory addresses.
void take_window(bytes ranges, host_bridge &to) {
    for (std::size_t at = 0; (at + 7) * 4 <= ranges.size(); at += 7) {
        constexpr uint32_t space = 3u << 24, memory_32 = 2u << 24;
        if ((cell(ranges, at) & space) != memory_32) continue;
        to.window = cells(ranges, at + 3);
        to.window_size = cells(ranges, at + 5);
        return;
    }
}

/// Entries are: unit address (3 cells), pin, controller, its unit address, three interrupt cells.
void take_wires(const node &bridge, uint32_t controller_cells, host_bridge &to) {
    const std::size_t stride = 3 + 1 + 1 + controller_cells + 3;
    const uint32_t slots = bridge.mask.size() >= 4 ? cell(bridge.mask, 0) >> 11 & 31 : 31;
    for (std::size_t at = 0; (at + stride) * 4 <= bridge.interrupt_map.size(); at += stride) {
        const uint32_t slot = cell(bridge.interrupt_map, at) >> 11 & 31;
        const uint32_t pin = cell(bridge.interrupt_map, at + 3);
        const uint32_t line = cell(bridge.interrupt_map, at + 5 + controller_cells + 1);
        for (uint32_t device = 0; device < 32; ++device)
            if ((device & slots) == slot)
                to.wires.push_back({device, pin, line + first_shared_interrupt});
    }
}

/// Entries are: first function, service, first identity, how many. One serves all functions of a
/// bridge, or none.
void take_messages(bytes tree, const node &bridge, message_service &to) {
    const uint32_t service = cell(bridge.message_map, 1);
    (void)walk<node>(tree, [&](const node &n) {
        if (n.is("arm,gic-v3-its") && service && n.handle == service) {
            to.registers = cells(n.reg, 0);
            to.size = cells(n.reg, 2);
        } else if (n.is("arm,gic-v3")) {
            to.redistributors = cells(n.reg, 4);
            to.redistributors_size = cells(n.reg, 6);
        }
    });
    to.first_function = cell(bridge.message_map, 0);
    to.first_identity = cell(bridge.message_map, 2);
    to.count = cell(bridge.message_map, 3);
}

}  // namespace

bool read_device_tree(std::span<const uint8_t> tree, host_bridge &to) {
    node bridge;
    bool found = false;
    const auto look = [&](const node &n) {
        if (found || !n.is("pci-host-ecam-generic") || n.reg.size() < 16) return;
        bridge = n;
        found = true;
    };
    if (!walk<node>(tree, look) || !found) return false;
    to.ecam = cells(bridge.reg, 0);
    const uint64_t buses = cells(bridge.reg, 2) >> 20;
    to.first_bus = static_cast<uint8_t>(cell(bridge.bus_range, 0));
    to.last_bus = static_cast<uint8_t>(to.first_bus + (buses ? buses - 1 : 0));
    take_window(bridge.ranges, to);
    const uint32_t controller = cell(bridge.interrupt_map, 4);
    uint32_t controller_cells = 0;
    (void)walk<node>(tree, [&](const node &n) {
        if (n.handle == controller && controller) controller_cells = n.address_cells;
    });
    take_messages(tree, bridge, to.messages);
    if (controller_cells <= 2) take_wires(bridge, controller_cells, to);
    return true;
}
