#include <kern/format.hpp>

#include <CppUTest/TestHarness.h>

TEST_GROUP(format) { char text[64]; };

TEST(format, conversions) {
    format_string(text, sizeof text, "%d %u %x %s %c %%", -5, 7u, 0xabu, "word", 'z');
    STRCMP_EQUAL("-5 7 ab word z %", text);
    format_string(text, sizeof text, "%ld %lu %lx %zu", -1l, 2ul, 0xfffffffffful, sizeof(int));
    STRCMP_EQUAL("-1 2 ffffffffff 4", text);
}

TEST(format, widths) {
    format_string(text, sizeof text, "[%5d][%-5d][%05d][%3s][%-3s][%.*s]", -42, -42, -42, "a", "b",
                  2, "cutoff");
    STRCMP_EQUAL("[  -42][-42  ][-0042][  a][b  ][cu]", text);
}

TEST(format, cuts_and_tells_the_whole_length) {
    LONGS_EQUAL(10, format_string(text, 4, "0123456789"));
    STRCMP_EQUAL("012", text);
}

TEST(format, the_smallest_number) {
    format_string(text, sizeof text, "%ld", static_cast<long>(1ul << 63));
    STRCMP_EQUAL("-9223372036854775808", text);
}
