#include <lib/signal_name.hpp>

#include <CppUTest/TestHarness.h>

TEST_GROUP(signal_name){};

TEST(signal_name, every_name_leads_back_to_its_number) {
    for (int number = 1; number <= 64; ++number) {
        const std::string name = signal_name(number);
        if (name.empty()) continue;
        LONGS_EQUAL(number, find_signal(name.c_str()).value_or(-1));
        LONGS_EQUAL(number, find_signal(("SIG" + name).c_str()).value_or(-1));
    }
}

TEST(signal_name, case_does_not_count) { LONGS_EQUAL(15, find_signal("sigTerm").value_or(-1)); }

TEST(signal_name, what_is_none) {
    for (const char *text : {"", "SIG", "65", "1x", "-1", "TERMS", "RTMIN+", "RTMIN+31", "RTMIN-1",
                             "RTMAX+1", "99999999999999999999"})
        CHECK_FALSE_TEXT(find_signal(text).has_value(), text);
}
