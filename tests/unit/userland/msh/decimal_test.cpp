#include <msh/decimal.hpp>

#include <CppUTest/TestHarness.h>

#include <string>

using namespace msh;

namespace {

std::string shown(const char *number, char conversion, int precision = -1, int width = 0) {
    decimal d;
    d.read(number);
    number_format f;
    f.conversion = conversion;
    f.precision = precision;
    f.width = width;
    buffer into;
    d.write(into, f);
    return {into.data(), into.size()};
}

}  // namespace

TEST_GROUP(decimal){};

TEST(decimal, fixed) {
    STRCMP_EQUAL("3.14", shown("3.14159", 'f', 2).c_str());
    STRCMP_EQUAL("0.000000", shown("0", 'f').c_str());
    STRCMP_EQUAL("0.05", shown("0.05", 'f', 2).c_str());
    STRCMP_EQUAL("10.0", shown("9.96", 'f', 1).c_str());
    STRCMP_EQUAL("2", shown("2.5", 'f', 0).c_str());
    STRCMP_EQUAL("4", shown("3.5", 'f', 0).c_str());
    STRCMP_EQUAL("1", shown("0.6", 'f', 0).c_str());
    STRCMP_EQUAL("   -1.5", shown("-1.5", 'f', 1, 7).c_str());
    STRCMP_EQUAL("1000.000000", shown("1e3", 'f').c_str());
}

TEST(decimal, scientific) {
    STRCMP_EQUAL("1.234568e+04", shown("12345.678", 'e').c_str());
    STRCMP_EQUAL("0.000000e+00", shown("0", 'e').c_str());
    STRCMP_EQUAL("1.0e+01", shown("9.99", 'e', 1).c_str());
    STRCMP_EQUAL("1.5E-10", shown("1.5e-10", 'E', 1).c_str());
}

TEST(decimal, general) {
    STRCMP_EQUAL("0.0001", shown("0.0001", 'g').c_str());
    STRCMP_EQUAL("1e-05", shown("0.00001", 'g').c_str());
    STRCMP_EQUAL("1.23457e+08", shown("123456789", 'g').c_str());
    STRCMP_EQUAL("100000", shown("100000", 'g').c_str());
    STRCMP_EQUAL("1e+06", shown("1000000", 'g').c_str());
}

TEST(decimal, what_is_no_number_is_left) {
    decimal d;
    const char *text = "x1";
    POINTERS_EQUAL(text, d.read(text));
    decimal e;
    STRCMP_EQUAL("e", e.read("1.5e"));
    STRCMP_EQUAL("inf", shown("infinity", 'f').c_str());
}
