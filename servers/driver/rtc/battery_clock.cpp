#include "battery_clock.hpp"

#include <lib/device_tree.hpp>
#include <lib/physical.hpp>

#include "cmos.hpp"
#include "pl031.hpp"

namespace {

struct node {
    server::device_tree::bytes compatible, reg;
    void take(std::string_view name, server::device_tree::bytes value) {
        if (name == "compatible") compatible = value;
        if (name == "reg") reg = value;
    }
    bool is_pl031() const {
        // A list of strings, each with its zero.
        const std::string_view list(reinterpret_cast<const char *>(compatible.data()),
                                    compatible.size());
        return list.find(std::string_view("arm,pl031\0", 10)) != list.npos;
    }
};

}  // namespace

std::unique_ptr<battery_clock> battery_clock::open(mach_port_t device_master) {
    using namespace server::device_tree;
    const bytes tree = map(device_master);
    if (tree.empty()) return cmos::open(device_master);
    uint64_t address = 0;
    (void)walk<node>(tree, [&](const node &n) {
        if (n.is_pl031() && n.reg.size() >= 16) address = cells(n.reg, 0);
    });
    volatile uint8_t *registers =
        address != 0 ? server::map_physical(device_master, address, MACH_PAGE_SIZE) : nullptr;
    if (registers == nullptr) return nullptr;
    return std::make_unique<pl031>(reinterpret_cast<volatile uint32_t *>(registers));
}
