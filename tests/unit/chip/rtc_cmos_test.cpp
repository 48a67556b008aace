#include <chip/rtc_cmos.hpp>

#include <CppUTest/TestHarness.h>

TEST_GROUP(rtc_cmos){};

TEST(rtc_cmos, decodes_bcd) {
    LONGS_EQUAL(1795260656,
                (rtc_cmos_time{0x56, 0x30, 0x11, 0x21, 0x11, 0x26, 0x20, 0x02}.seconds()));
    LONGS_EQUAL(951782400, (rtc_cmos_time{0, 0, 0, 0x29, 0x02, 0x00, 0x20, 0x02}.seconds()));
}

TEST(rtc_cmos, decodes_binary_12_hours_without_century) {
    LONGS_EQUAL(1795260656, (rtc_cmos_time{56, 30, 11, 21, 11, 26, 0xff, 0x04}.seconds()));
    LONGS_EQUAL(1795260656 + 12 * 3600,
                (rtc_cmos_time{56, 30, 0x80 | 11, 21, 11, 26, 0xff, 0x04}.seconds()));
}

TEST(rtc_cmos, refuses_nonsense) {
    LONGS_EQUAL(0, (rtc_cmos_time{0, 0, 0, 0, 0, 0, 0, 0}.seconds()));
    LONGS_EQUAL(0, (rtc_cmos_time{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}.seconds()));
}
