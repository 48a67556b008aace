#include <function.hpp>
#include <kept.hpp>
#include <virtio_reset.hpp>

#include <cstring>

#include <CppUTest/TestHarness.h>

namespace {

constexpr uint32_t answers = 2, master = 4, has_capabilities = 1 << 20;

alignas(8) uint8_t config[function::config_size];
alignas(8) uint8_t registers[4096];

void put(uint32_t offset, uint32_t value) { std::memcpy(config + offset, &value, sizeof value); }
uint32_t command() {
    uint32_t value;
    std::memcpy(&value, config + 4, sizeof value);
    return value & 0xffff;
}

/// A virtio device: an MSI-X capability at 0x40, and at 0x50 the one that says where the common
/// configuration is.
function device() {
    std::memset(config, 0, sizeof config);
    put(0, 0x10421af4);
    put(4, has_capabilities | answers | master);
    put(0x34, 0x40);
    put(0x40, 0x5011 | 0x80000000);
    put(0x50, 0x01000009);
    put(0x54, 4);
    put(0x58, 0x100);
    return {config, 0};
}

const function::region regions[function::bar_count] = {{}, {}, {}, {}, {0x8000, 4096}, {}};

}  // namespace

namespace server {

/// Of the one device's region.
volatile uint8_t *map_physical(mach_port_t, uint64_t physical, uint64_t) {
    return registers + (physical - 0x8000);
}

}  // namespace server

TEST_GROUP(pci_function){};

TEST(pci_function, a_silent_device_keeps_its_place) {
    function f = device();
    f.quiet();
    // Off the bus, a store of a driver on another processor goes astray.
    UNSIGNED_LONGS_EQUAL(answers, command());
    CHECK(f.answers());
    f.enable();
    UNSIGNED_LONGS_EQUAL(answers | master, command());
}

TEST(pci_function, capabilities_in_a_ring_end) {
    function f = device();
    UNSIGNED_LONGS_EQUAL(0x50, f.capability(9));
    UNSIGNED_LONGS_EQUAL(0, f.capability(9, 0x50));
    put(0x50, 0x01004009);
    UNSIGNED_LONGS_EQUAL(0, f.capability(5));
    UNSIGNED_LONGS_EQUAL(0, f.capability(9, 0x50));
    put(0x50, 0x01005009);
    UNSIGNED_LONGS_EQUAL(0, f.capability(9, 0x50));
}

TEST(pci_function, a_virtio_device_is_reset) {
    function f = device();
    virtio_reset reset;
    reset.find(f, regions, 0);
    registers[0x114] = 15;
    CHECK(reset());
    UNSIGNED_LONGS_EQUAL(0, registers[0x114]);
}

TEST(pci_function, what_is_no_virtio_device_has_no_reset) {
    const auto untouched = [](function f) {
        virtio_reset reset;
        reset.find(f, regions, 0);
        std::memset(registers, 15, sizeof registers);
        CHECK(reset());
        for (const uint8_t byte : registers) UNSIGNED_LONGS_EQUAL(15, byte);
    };
    function f = device();
    put(0, 0x10428086);
    untouched(f);
    device();
    put(0x54, 6);  // no such region
    untouched(f);
    device();
    put(0x58, 4096 - 20);  // behind the region
    untouched(f);
    device();
    put(0x58, 0xfffffff0);
    untouched(f);
    device();
    put(0x50, 0x02004009);  // another structure, in a ring
    untouched(f);
}
