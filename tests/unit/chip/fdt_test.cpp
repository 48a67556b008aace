#include <chip/fdt.hpp>

#include "fdt_builder.hpp"

#include <CppUTest/TestHarness.h>

namespace {

using token = fdt_cursor::token;

void set(std::vector<std::byte> &blob, std::size_t at, uint32_t value) {
    for (int i = 0; i < 4; i++)
        blob[at + static_cast<std::size_t>(i)] = static_cast<std::byte>(value >> (24 - 8 * i));
}

token last_token(const std::vector<std::byte> &blob) {
    const auto tree = fdt::open(blob);
    if (!tree) return token::malformed;
    fdt_cursor cursor(*tree);
    for (;;)
        if (const token t = cursor.next(); t == token::end || t == token::malformed) return t;
}

}  // namespace

TEST_GROUP(fdt){};

TEST(fdt, walks_nodes_and_properties_in_order) {
    const auto blob = fdt_builder()
                          .begin("")
                          .cells("a", {1, 2})
                          .word(4)
                          .begin("child@10")
                          .string("b", "text")
                          .end()
                          .end()
                          .blob();
    const auto tree = fdt::open(blob);
    CHECK(tree.has_value());
    fdt_cursor cursor(*tree);
    CHECK(cursor.next() == token::begin_node);
    CHECK(cursor.name().empty());
    CHECK(cursor.next() == token::property);
    CHECK(cursor.name() == "a");
    fdt_cells cells(cursor.value());
    UNSIGNED_LONGS_EQUAL(2, cells.count());
    CHECK(cells.take(2) == 0x1'0000'0002);
    CHECK(cursor.next() == token::begin_node);
    CHECK(cursor.name() == "child");
    UNSIGNED_LONGS_EQUAL(2, cursor.depth());
    CHECK(cursor.next() == token::property);
    CHECK(fdt_string(cursor.value()) == "text");
    CHECK(cursor.next() == token::end_node);
    CHECK(cursor.next() == token::end_node);
    CHECK(cursor.next() == token::end);
    CHECK(cursor.next() == token::end);
}

TEST(fdt, reservations_end_at_the_zero_entry) {
    const auto blob = fdt_builder().reserve(0x1'0000'0000, 0x2000).begin("").end().blob();
    const auto tree = fdt::open(blob);
    CHECK(tree->reserved(0)->address == 0x1'0000'0000);
    CHECK(tree->reserved(0)->size == 0x2000);
    CHECK(!tree->reserved(1));
    CHECK(!tree->reserved(~std::size_t{0}));
}

TEST(fdt, a_header_that_points_outside_is_refused) {
    const auto good = fdt_builder().begin("").end().blob();
    CHECK(fdt::open(good).has_value());
    for (const std::size_t field : {0u, 4u, 8u, 12u, 16u, 24u, 32u, 36u}) {
        auto bad = good;
        set(bad, field, 0xffff'fffc);
        CHECK(!fdt::open(bad));
    }
    auto short_blob = good;
    short_blob.pop_back();
    CHECK(!fdt::open(short_blob));
    CHECK(!fdt::open({}));
}

TEST(fdt, damage_ends_the_walk_as_malformed) {
    CHECK(last_token(fdt_builder().begin("").end().blob()) == token::end);
    CHECK(last_token(fdt_builder().begin("").blob()) == token::malformed);  // not closed
    CHECK(last_token(fdt_builder().end().blob()) == token::malformed);      // closed too often
    CHECK(last_token(fdt_builder().begin("").word(7).end().blob()) ==
          token::malformed);  // no such token
    CHECK(last_token(fdt_builder().cells("outside", {1}).blob()) == token::malformed);
    CHECK(last_token(fdt_builder().begin("").word(3).word(0xffff'fff0).word(0).end().blob()) ==
          token::malformed);
    CHECK(last_token(fdt_builder().begin("").word(3).word(0).word(1000).end().blob()) ==
          token::malformed);
}

TEST(fdt, string_lists) {
    const auto bytes = [](std::string_view s) { return std::as_bytes(std::span(s)); };
    CHECK(fdt_list_contains(bytes({"one\0two\0", 8}), "two"));
    CHECK(!fdt_list_contains(bytes({"one\0two\0", 8}), "tw"));
    CHECK(!fdt_list_contains(bytes({"one\0two", 7}), "two"));  // not terminated
    CHECK(fdt_string(bytes("open end")).empty());
}
