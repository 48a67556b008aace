#include <cmos_time.hpp>

#include <CppUTest/TestHarness.h>

TEST_GROUP(cmos_time){};

TEST(cmos_time, decodes_bcd) {
    LONGS_EQUAL(1795260656, (cmos_time{0x56, 0x30, 0x11, 0x21, 0x11, 0x26, 0x20, 0x02}.seconds()));
    LONGS_EQUAL(951782400, (cmos_time{0, 0, 0, 0x29, 0x02, 0x00, 0x20, 0x02}.seconds()));
}

TEST(cmos_time, decodes_binary_12_hours_without_century) {
    LONGS_EQUAL(1795260656, (cmos_time{56, 30, 11, 21, 11, 26, 0xff, 0x04}.seconds()));
    LONGS_EQUAL(1795260656 + 12 * 3600,
                (cmos_time{56, 30, 0x80 | 11, 21, 11, 26, 0xff, 0x04}.seconds()));
}

TEST(cmos_time, refuses_nonsense) {
    LONGS_EQUAL(0, (cmos_time{0, 0, 0, 0, 0, 0, 0, 0}.seconds()));
    LONGS_EQUAL(0, (cmos_time{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}.seconds()));
}

TEST(cmos_time, what_is_written_is_read) {
    constexpr uint8_t formats[] = {0, 2, 4, 6};
    constexpr int64_t moments[] = {86400,      951782399,      951782400,      1795260656,
                                   4102444799, 4107542400 - 1, 1795260656 / 2, 1795219200};
    for (const uint8_t format : formats)
        for (const int64_t moment : moments) {
            const auto time = cmos_time::of(moment, format);
            CHECK(time.has_value());
            LONGS_EQUAL(moment, time->seconds());
        }
    CHECK(!cmos_time::of(-1, 0));
    CHECK(!cmos_time::of(7258118400, 0));
}
