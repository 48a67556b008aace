#include <chip/fdt_platform.hpp>

#include "fdt_builder.hpp"

#include <random>

#include <CppUTest/TestHarness.h>

namespace {

/// Much like QEMU's virt machine with GICv3 and two processors.
fdt_builder virt() {
    fdt_builder b;
    b.reserve(0x4000'0000, 0x1000).begin("").cells("#address-cells", {2}).cells("#size-cells", {2});
    b.begin("psci")
        .string("method", "hvc")
        .string("compatible", {"arm,psci-1.0\0arm,psci-0.2", 25})
        .end();
    b.begin("memory@40000000")
        .cells("reg", {0, 0x4000'0000, 1, 0})
        .string("device_type", "memory")
        .end();
    b.begin("cpus").cells("#address-cells", {1}).cells("#size-cells", {0});
    b.begin("cpu@0").cells("reg", {0}).string("device_type", "cpu").end();
    b.begin("cpu@101").cells("reg", {0x101}).string("device_type", "cpu").end();
    b.begin("cpu-map").begin("socket0").end().end().end();
    b.begin("reserved-memory")
        .cells("#address-cells", {2})
        .cells("#size-cells", {2})
        .empty("ranges");
    b.begin("hole@5000").cells("reg", {0, 0x5000'0000, 0, 0x1'0000}).end().end();
    b.begin("timer")
        .cells("interrupts", {1, 13, 4, 1, 14, 4, 1, 11, 4, 1, 10, 4})
        .string("compatible", "arm,armv8-timer")
        .end();
    b.begin("intc@8000000").cells("reg", {0, 0x800'0000, 0, 0x1'0000, 0, 0x80a'0000, 0, 0xf6'0000});
    b.cells("#address-cells", {2})
        .cells("#size-cells", {2})
        .empty("ranges")
        .string("compatible", "arm,gic-v3");
    b.begin("its@8080000")
        .cells("reg", {0, 0x808'0000, 0, 0x2'0000})
        .string("compatible", "arm,gic-v3-its")
        .end()
        .end();
    b.begin("pl011@9000000")
        .cells("interrupts", {0, 1, 4})
        .cells("reg", {0, 0x900'0000, 0, 0x1000});
    b.string("compatible", {"arm,pl011\0arm,primecell", 23}).end();
    b.begin("pl031@9010000").string("status", "disabled").cells("reg", {0, 0x901'0000, 0, 0x1000});
    b.string("compatible", "arm,pl031").end();
    b.begin("chosen")
        .cells("linux,initrd-start", {0x4800'0000})
        .cells("linux,initrd-end", {0, 0x4810'0000});
    b.string("bootargs", "quiet root=x").cells("rng-seed", {1, 2}).end();
    return b.end();
}

bool read(const std::vector<std::byte> &blob, fdt_platform &out) {
    const auto tree = fdt::open(blob);
    return tree && out.read(*tree);
}

}  // namespace

TEST_GROUP(fdt_platform){};

TEST(fdt_platform, reads_a_virt_machine) {
    fdt_platform p;
    const auto blob = virt().blob();
    CHECK(read(blob, p));
    UNSIGNED_LONGS_EQUAL(1, p.memory.count);
    CHECK(p.memory.items[0].address == 0x4000'0000);
    CHECK(p.memory.items[0].size == 0x1'0000'0000);
    UNSIGNED_LONGS_EQUAL(2, p.reserved.count);
    CHECK(p.reserved.items[1].address == 0x5000'0000);
    UNSIGNED_LONGS_EQUAL(2, p.cpus.count);
    CHECK(p.cpus.items[1] == 0x101);
    CHECK(p.psci == fdt_platform::psci_conduit::hvc);
    CHECK(p.gic == fdt_platform::gic_kind::v3);
    CHECK(p.distributor.address == 0x800'0000);
    UNSIGNED_LONGS_EQUAL(1, p.gic_cpu.count);
    CHECK(p.gic_cpu.items[0].size == 0xf6'0000);
    CHECK(p.uart.address == 0x900'0000);
    UNSIGNED_LONGS_EQUAL(33, p.uart_interrupt);
    UNSIGNED_LONGS_EQUAL(27, p.timer_interrupt);
    CHECK(p.initrd.address == 0x4800'0000);
    CHECK(p.initrd.size == 0x10'0000);
    CHECK(p.command_line == "quiet root=x");
    UNSIGNED_LONGS_EQUAL(8, p.random_seed.size());
}

TEST(fdt_platform, keeps_what_fits) {
    fdt_builder b;
    b.begin("").cells("#address-cells", {1}).cells("#size-cells", {1});
    for (uint32_t i = 0; i < 20; i++)
        b.begin("memory").string("device_type", "memory").cells("reg", {i << 24, 0x1000}).end();
    fdt_platform p;
    CHECK(read(b.end().blob(), p));
    UNSIGNED_LONGS_EQUAL(16, p.memory.count);
    UNSIGNED_LONGS_EQUAL(4, p.memory.dropped);
}

TEST(fdt_platform, nonsense_values_are_left_out) {
    fdt_builder b;
    b.begin("").cells("#address-cells", {77}).cells("#size-cells", {0xffff'ffff});
    b.begin("memory")
        .string("device_type", "memory")
        .cells("reg", {0xffff'ffff, 0xffff'f000, 0, 0x2000})
        .end();
    b.begin("timer")
        .string("compatible", "arm,armv8-timer")
        .cells("interrupts", {0, 0xffff'ffff, 0})
        .end();
    b.begin("chosen").cells("linux,initrd-start", {5}).cells("linux,initrd-end", {4}).end();
    fdt_platform p;
    CHECK(read(b.end().blob(), p));
    CHECK(p.memory.items[0].size == 0);  // would wrap round
    UNSIGNED_LONGS_EQUAL(0, p.timer_interrupt);
    CHECK(p.initrd.size == 0);
}

TEST(fdt_platform, too_deep_a_tree_is_refused) {
    fdt_builder b;
    for (int i = 0; i < 100; i++) b.begin("n");
    for (int i = 0; i < 100; i++) b.end();
    fdt_platform p;
    CHECK(!read(b.blob(), p));
}

/// AddressSanitizer watches: whatever the bytes, nothing outside the blob is touched and the walk
/// ends.
TEST(fdt_platform, survives_damaged_trees) {
    const auto good = virt().blob();
    std::mt19937 random(1);
    for (int round = 0; round < 20'000; round++) {
        auto bad = good;
        for (unsigned changes = 1 + random() % 4; changes; changes--) {
            const std::size_t at = random() % bad.size();
            bad[at] = static_cast<std::byte>(
                random() % 3 == 0 ? random()
                                  : std::to_integer<unsigned>(bad[at]) ^ 1u << random() % 8);
        }
        if (random() % 8 == 0) bad.resize(random() % bad.size());
        const std::vector<std::byte> exact(bad.begin(), bad.end());
        fdt_platform p;
        read(exact, p);
    }
}
