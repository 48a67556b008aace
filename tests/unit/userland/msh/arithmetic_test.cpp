#include <msh/arithmetic.hpp>

#include <msh/shell.hpp>
#include <msh/variable.hpp>

#include <CppUTest/TestHarness.h>

#include <string>

using namespace msh;

TEST_GROUP(arithmetic){void setup() override{measure_stack();
shell.leaving = unwinding::none;
}
void teardown() override { shell.leaving = unwinding::none; }
int64_t value(const char *text) {
    int64_t result = -99;
    CHECK_TEXT(evaluate(text, result), text);
    return result;
}
}
;

TEST(arithmetic, precedence) {
    LONGS_EQUAL(7, value("1 + 2 * 3"));
    LONGS_EQUAL(9, value("(1 + 2) * 3"));
    LONGS_EQUAL(1, value("1 | 2 == 3"));
    LONGS_EQUAL(2, value("0 ? 1 : 1 ? 2 : 3"));
    LONGS_EQUAL(-8, value("~7"));
    LONGS_EQUAL(1, value("!0 && 2"));
    LONGS_EQUAL(255, value("0xff"));
    LONGS_EQUAL(8, value("010"));
}

TEST(arithmetic, assignment) {
    LONGS_EQUAL(5, value("unit_a = 5"));
    LONGS_EQUAL(8, value("unit_a += 3"));
    LONGS_EQUAL(8, value("unit_a++"));
    LONGS_EQUAL(9, value("unit_a"));
    LONGS_EQUAL(1, value("1 || (unit_a = 0)"));
    LONGS_EQUAL(9, value("unit_a"));
}

TEST(arithmetic, overflow_wraps_as_the_machine_does) {
    CHECK(value("9223372036854775807 + 1") == INT64_MIN);
    CHECK(value("-9223372036854775807 - 1 - 1") == INT64_MAX);
    LONGS_EQUAL(0, value("(-9223372036854775807 - 1) % -1"));
}

TEST(arithmetic, nesting_is_bounded) {
    int64_t result;
    evaluate(std::string(1000000, '('), result);
    CHECK(shell.leaving == unwinding::abandon);
}
