#include <cstring>
#include <memory>

#include <translator.hpp>

#include <CppUTest/TestHarness.h>

namespace {

constexpr uint64_t GITS_CTLR = 0, GITS_TYPER = 8, GITS_CBASER = 0x80, GITS_CWRITER = 0x88,
                   GITS_CREADR = 0x90, GITS_BASER = 0x100;
constexpr uint64_t GICR_CTLR = 0, GICR_TYPER = 8, GICR_WAKER = 0x14, GICR_PROPBASER = 0x70;
constexpr uint64_t frame = 0x20000, tables_at = 0x40004000, pending_at = 0x40000000;
constexpr uint64_t collection_target = 1ull << 16, valid = 1ull << 63;

/// Registers that are plain memory: what is written stays, and nothing happens. Two processors, of
/// which the first sleeps.
struct hardware {
    alignas(8) uint8_t service[0x20000] = {};
    alignas(8) uint8_t redistributors[2 * frame] = {};
    translation_tables tables = {};

    template <class T>
    static void set(uint8_t *registers, uint64_t offset, T value) {
        std::memcpy(registers + offset, &value, sizeof value);
    }
    static uint64_t get(const uint8_t *registers, uint64_t offset) {
        uint64_t value;
        std::memcpy(&value, registers + offset, sizeof value);
        return value;
    }

    hardware() {
        set<uint64_t>(service, GITS_TYPER, 1 | 11u << 4 | 15u << 13);  // 16 bits of identity
        set<uint64_t>(service, GITS_BASER, 1ull << 56 | 7ull << 48);   // 8 bytes for a device
        set<uint64_t>(service, GITS_BASER + 8, 4ull << 56 | 7ull << 48);
        set<uint64_t>(redistributors, GICR_TYPER, 1);
        set<uint32_t>(redistributors, GICR_WAKER, 6);
        set<uint64_t>(redistributors + frame, GICR_TYPER, 1 | 1u << 8 | 1u << 4);
    }
    translator make() {
        return {{service, 0x8080000, sizeof service},
                {redistributors, 0x80a0000, sizeof redistributors},
                tables,
                tables_at,
                pending_at};
    }
    uint64_t word(unsigned index) const { return tables.commands.words[index]; }
};

}  // namespace

TEST_GROUP(translator) { std::unique_ptr<hardware> h = std::make_unique<hardware>(); };

TEST(translator, says_which_processor_takes_the_interrupts) {
    hardware::set<uint64_t>(h->service, GITS_CREADR, 32);  // it carries out one command
    translator t = h->make();
    CHECK(!t.start());  // and not the next
    LONGS_EQUAL(9, h->word(0));
    UNSIGNED_LONGS_EQUAL(valid | collection_target, h->word(2));
    LONGS_EQUAL(5, h->word(4));
    UNSIGNED_LONGS_EQUAL(collection_target, h->word(6));
    LONGS_EQUAL(64, hardware::get(h->service, GITS_CWRITER));
    LONGS_EQUAL(0xa3, h->tables.configuration[8191]);
    LONGS_EQUAL(0, h->redistributors[GICR_CTLR]);
    LONGS_EQUAL(1, h->redistributors[frame + GICR_CTLR]);
    LONGS_EQUAL(1, h->service[GITS_CTLR]);
}

TEST(translator, maps_a_device) {
    translator t = h->make();
    CHECK(!t.start());
    hardware::set<uint64_t>(h->service, GITS_CREADR, 64);
    CHECK(!t.map(5, 0x108).has_value());  // the second command is not carried out
    UNSIGNED_LONGS_EQUAL(8 | 0x108ull << 32, h->word(4));
    const auto part = static_cast<uint64_t>(&h->tables.translations[5][0] -
                                            reinterpret_cast<uint8_t *>(&h->tables));
    UNSIGNED_LONGS_EQUAL(valid | (tables_at + part), h->word(6));
    UNSIGNED_LONGS_EQUAL(10 | 0x108ull << 32, h->word(8));
    UNSIGNED_LONGS_EQUAL(uint64_t{translator::first_line + 5} << 32, h->word(9));
}

TEST(translator, refuses_what_the_tables_have_no_room_for) {
    translator t = h->make();
    CHECK(!t.start());
    const uint64_t before = hardware::get(h->service, GITS_CWRITER);
    CHECK(!t.map(0, sizeof h->tables.devices / 8).has_value());
    CHECK(!t.map(translation_tables::functions_max, 0).has_value());
    hardware::set<uint64_t>(h->service, GITS_TYPER, 1 | 11u << 4 | 3u << 13);  // 4 bits
    CHECK(!t.map(0, 16).has_value());
    LONGS_EQUAL(before, hardware::get(h->service, GITS_CWRITER));
}

TEST(translator, refuses_other_hardware) {
    hardware::set<uint64_t>(h->service, GITS_TYPER, 0);  // virtual interrupts only
    CHECK(!h->make().start());
    h = std::make_unique<hardware>();
    hardware::set<uint32_t>(h->redistributors + frame, GICR_WAKER, 6);  // nobody is awake
    CHECK(!h->make().start());
    LONGS_EQUAL(0, h->service[GITS_CTLR]);
    h = std::make_unique<hardware>();
    hardware::set<uint64_t>(h->service, GITS_CREADR, 1);  // stalled
    CHECK(!h->make().start());
}

TEST(translator, leaves_the_tables_of_others_alone) {
    hardware::set<uint32_t>(h->redistributors + frame, GICR_CTLR, 1);
    hardware::set<uint64_t>(h->redistributors + frame, GICR_PROPBASER, 0x50000000);
    CHECK(!h->make().start());
    LONGS_EQUAL(0, h->tables.configuration[0]);
    h = std::make_unique<hardware>();
    hardware::set<uint32_t>(h->service, GITS_CTLR, 1);
    hardware::set<uint64_t>(h->service, GITS_CBASER, valid | 0x50000000);
    CHECK(!h->make().start());
    LONGS_EQUAL(0, h->word(0));
}

TEST(translator, goes_on_where_a_server_before_was) {
    CHECK(!h->make().start());
    h->tables.configuration[3] = 0;  // it would be set anew
    hardware::set<uint64_t>(h->service, GITS_CREADR, 64);
    CHECK(!h->make().start());
    LONGS_EQUAL(0, h->tables.configuration[3]);
    LONGS_EQUAL(9, h->word(4));
    LONGS_EQUAL(96, hardware::get(h->service, GITS_CWRITER));
}
