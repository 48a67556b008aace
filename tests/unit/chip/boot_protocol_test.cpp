#include <chip/multiboot2.hpp>
#include <chip/pvh.hpp>

#include <memory>
#include <random>
#include <string>

#include "physical.hpp"

#include <CppUTest/TestHarness.h>

namespace {

constexpr uint64_t information = 0x9500, line = 0x9800, modules = 0x9900, memory_map = 0x9a00;

std::vector<std::byte> multiboot2_information() {
    byte_builder b;
    b.u32(0).u32(0);
    b.u32(1).u32(8 + 6).text("a b=c").u8(0).align(8);
    b.u32(3).u32(17).u32(0x800000).u32(0x812345).u8(0).align(8);
    b.u32(6).u32(16 + 3 * 24).u32(24).u32(0);
    b.u64(0).u64(0x9fc00).u32(1).u32(0);
    b.u64(0x100000).u64(0x7ee0000).u32(1).u32(0);
    b.u64(0xfffc0000).u64(0x40000).u32(2).u32(0);
    b.u32(15).u32(8 + 36).zeros(36).align(8);
    b.u32(0).u32(8);
    const auto size = static_cast<uint32_t>(b.bytes.size());
    std::memcpy(b.bytes.data(), &size, sizeof size);
    return b.bytes;
}

void put_pvh(test_memory &memory) {
    memory.put(information, byte_builder()
                                .u32(0x336ec578)
                                .u32(1)
                                .u32(0)
                                .u32(1)
                                .u64(modules)
                                .u64(line)
                                .u64(0xf5000)
                                .u64(memory_map)
                                .u32(2)
                                .u32(0)
                                .bytes);
    memory.put(line, byte_builder().text("console").zeros(1100).bytes);
    memory.put(modules, byte_builder().u64(0x7000000).u64(0x1001).u64(0).u64(0).bytes);
    memory.put(memory_map, byte_builder()
                               .u64(0x100000)
                               .u64(0x7f00800)
                               .u32(1)
                               .u32(0)
                               .u64(0x8000000)
                               .u64(0x1000)
                               .u32(2)
                               .u32(0)
                               .bytes);
}

std::unique_ptr<boot_info> fresh() { return std::make_unique<boot_info>(); }

}  // namespace

TEST_GROUP(boot_protocol){};

TEST(boot_protocol, multiboot2) {
    test_memory memory;
    memory.put(information, multiboot2_information());
    const auto boot = fresh();
    CHECK(multiboot2_parse(information, test_memory::read, *boot));
    STRCMP_EQUAL("a b=c", boot->command_line);
    LONGS_EQUAL(1, boot->module_count);
    LONGS_EQUAL(0x812345, boot->modules[0].end);
    LONGS_EQUAL(2, boot->memory_count);
    LONGS_EQUAL(0x9f000, boot->memory[0].end);
    LONGS_EQUAL(0x7fe0000, boot->memory[1].end);
    LONGS_EQUAL(2, boot->reserved_count);
    LONGS_EQUAL(0x813000, boot->reserved[1].end);
    CHECK(boot->acpi_rsdp > information &&
          boot->acpi_rsdp < information + multiboot2_information().size());
}

TEST(boot_protocol, multiboot2_damage_is_told) {
    test_memory memory;
    auto bytes = multiboot2_information();
    const uint32_t huge = 0x7fffffff;
    std::memcpy(bytes.data() + 12, &huge, sizeof huge);
    memory.put(information, bytes);
    CHECK_FALSE(multiboot2_parse(information, test_memory::read, *fresh()));
    CHECK_FALSE(multiboot2_parse(0x1000, test_memory::read, *fresh()));
}

TEST(boot_protocol, pvh) {
    test_memory memory;
    put_pvh(memory);
    const auto boot = fresh();
    CHECK(pvh_parse(information, test_memory::read, *boot));
    STRCMP_EQUAL("console", boot->command_line);
    LONGS_EQUAL(1, boot->memory_count);
    LONGS_EQUAL(0x8000000, boot->memory[0].end);
    LONGS_EQUAL(0x7002000, boot->reserved[0].end);
    LONGS_EQUAL(0xf5000, boot->acpi_rsdp);
    CHECK_FALSE(pvh_parse(line, test_memory::read, *fresh()));
}

TEST(boot_protocol, survives_any_bytes) {
    std::mt19937 random(11);
    for (int round = 0; round < 3000; ++round) {
        test_memory memory;
        const bool pvh = round & 1;
        if (pvh)
            put_pvh(memory);
        else
            memory.put(information, multiboot2_information());
        const uint64_t places[] = {information, modules, memory_map};
        auto &victim = memory.at(places[pvh ? random() % 3 : 0]);
        for (int i = 0; i < 4; ++i)
            victim[random() % victim.size()] = static_cast<std::byte>(random());
        if (random() % 4 == 0) victim.resize(random() % victim.size());
        const auto boot = fresh();
        (void)(pvh ? pvh_parse(information, test_memory::read, *boot)
                   : multiboot2_parse(information, test_memory::read, *boot));
        CHECK(boot->memory_count <= boot_info::max_ranges &&
              boot->reserved_count <= boot_info::max_ranges);
    }
}
