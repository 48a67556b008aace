#include <chip/acpi.hpp>
#include <chip/acpi_madt.hpp>
#include <chip/acpi_power.hpp>

#include <random>

#include "physical.hpp"

#include <CppUTest/TestHarness.h>

namespace {

constexpr uint64_t rsdp = 0xf5000, rsdt = 0x7000000, xsdt = 0x7000800, madt = 0x7001000,
                   fadt = 0x7002000, dsdt = 0x7003000;

std::vector<std::byte> root_pointer(unsigned revision) {
    byte_builder b;
    b.text("RSD PTR ").u8(0).text("PORTOL").u8(revision).u32(rsdt).u32(36).u64(xsdt).u8(0).zeros(3);
    fix_checksum(b.bytes, 8, 20);
    fix_checksum(b.bytes, 32, 36);
    return b.bytes;
}

byte_builder madt_body() {
    byte_builder b;
    b.u32(0xfee00000).u32(1);
    b.u8(0).u8(8).u8(0).u8(0).u32(1);                   // processor, APIC id 0
    b.u8(0).u8(8).u8(1).u8(4).u32(1);                   // APIC id 4
    b.u8(0).u8(8).u8(2).u8(5).u32(0);                   // disabled
    b.u8(9).u8(16).u16(0).u32(300).u32(1).u32(3);       // x2APIC id 300
    b.u8(1).u8(12).u8(0).u8(0).u32(0xfec00000).u32(0);  // I/O APIC
    b.u8(2).u8(10).u8(0).u8(0).u32(2).u16(0);           // IRQ 0 is line 2
    b.u8(2).u8(10).u8(0).u8(9).u32(9).u16(0xd);         // IRQ 9 level, active high
    b.u8(77).u8(6).u32(0);                              // something unknown
    b.u8(5).u8(12).u16(0).u64(0xfee01000);
    return b;
}

byte_builder fadt_body() {
    byte_builder b;
    b.zeros(4).u32(dsdt).zeros(64 - 44).u32(0x604).u32(0);
    b.zeros(112 - 72).u32(1u << 10);
    b.u8(1).u8(8).u8(0).u8(1).u64(0xcf9).u8(0xf).zeros(3).zeros(8).u64(0);
    return b;
}

byte_builder dsdt_body() {
    byte_builder b;
    b.text("abc_S5_x_S5_").u8(0x12).u8(6).u8(4).u8(0x0a).u8(5).u8(0).u8(0).u8(0);
    return b;
}

struct firmware : test_memory {
    explicit firmware(unsigned revision = 2) {
        put(rsdp, root_pointer(revision));
        put(rsdt, acpi_table("RSDT", byte_builder().u32(0x123).u32(fadt).u32(madt)));
        put(xsdt, acpi_table("XSDT", byte_builder().u64(0x1234567890).u64(fadt).u64(madt)));
        put(madt, acpi_table("APIC", madt_body()));
        put(fadt, acpi_table("FACP", fadt_body()));
        put(dsdt, acpi_table("DSDT", dsdt_body()));
    }
    acpi_tables tables() { return acpi_tables(rsdp, read); }
};

}  // namespace

TEST_GROUP(acpi){};

TEST(acpi, finds_tables_by_either_root) {
    for (unsigned revision : {0u, 2u}) {
        firmware f(revision);
        LONGS_EQUAL(36 + madt_body().bytes.size(), f.tables().find("APIC").size());
        CHECK(f.tables().find("HPET").empty());
    }
}

TEST(acpi, falls_back_to_the_old_root) {
    firmware f;
    f.at(xsdt)[40] ^= std::byte{1};
    CHECK(!f.tables().find("APIC").empty());
}

TEST(acpi, refuses_damaged_tables) {
    firmware f;
    f.at(madt)[50] ^= std::byte{1};
    CHECK(f.tables().find("APIC").empty());
    f.at(rsdp)[10] ^= std::byte{1};
    CHECK(f.tables().find("FACP").empty());
}

TEST(acpi, finds_the_root_pointer_in_the_bios_area) {
    firmware f;
    LONGS_EQUAL(rsdp, acpi_tables::find_root_pointer(firmware::read));
}

TEST(acpi, reads_processors_and_controllers) {
    firmware f;
    const acpi_madt m = acpi_madt::parse(f.tables().find("APIC"));
    LONGS_EQUAL(3, m.processor_count);
    LONGS_EQUAL(0, m.processors[0]);
    LONGS_EQUAL(4, m.processors[1]);
    LONGS_EQUAL(300, m.processors[2]);
    LONGS_EQUAL(1, m.io_apic_count);
    LONGS_EQUAL(0xfec00000, m.io_apics[0].address);
    LONGS_EQUAL(2, m.override_count);
    LONGS_EQUAL(2, m.overrides[0].line);
    LONGS_EQUAL(0xd, m.overrides[1].flags);
    LONGS_EQUAL(0xfee01000, m.local_apic_address);
}

TEST(acpi, assumes_a_plain_machine_without_tables) {
    const acpi_madt m = acpi_madt::parse({});
    LONGS_EQUAL(0, m.processor_count);
    LONGS_EQUAL(1, m.io_apic_count);
    LONGS_EQUAL(0xfee00000, m.local_apic_address);
}

TEST(acpi, drops_processors_beyond_capacity) {
    byte_builder b;
    b.u32(0).u32(0);
    for (unsigned i = 0; i < 200; ++i) b.u8(0).u8(8).u8(i).u8(i).u32(1);
    const auto table = acpi_table("APIC", b);
    LONGS_EQUAL(acpi_madt::max_processors, acpi_madt::parse(table).processor_count);
}

TEST(acpi, reads_power_control) {
    firmware f;
    const acpi_power p = acpi_power::parse(f.tables());
    CHECK(p.can_power_off);
    LONGS_EQUAL(0x604, p.pm1a_control);
    LONGS_EQUAL(5, p.sleep_type_a);
    LONGS_EQUAL(0, p.sleep_type_b);
    LONGS_EQUAL(0xcf9, p.reset_port);
    LONGS_EQUAL(0xf, p.reset_value);
}

TEST(acpi, survives_any_bytes) {
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        firmware f(round & 2);
        const uint64_t tables[] = {rsdp, rsdt, xsdt, madt, fadt, dsdt};
        auto &victim = f.at(tables[random() % 6]);
        for (int i = 0; i < 3; ++i)
            victim[random() % victim.size()] = static_cast<std::byte>(random());
        if (random() % 4 == 0) victim.resize(random() % victim.size());
        // Right checksums let damage through to the parsers.
        if (victim.size() >= 36)
            fix_checksum(victim, &victim == &f.at(rsdp) ? 8 : 9,
                         &victim == &f.at(rsdp) ? 20 : victim.size());
        const acpi_tables t = f.tables();
        (void)acpi_madt::parse(t.find("APIC"));
        (void)acpi_power::parse(t);
        (void)acpi_madt::parse(f.at(madt));
        acpi_power p;
        (void)p.parse_s5(f.at(dsdt));
    }
}
