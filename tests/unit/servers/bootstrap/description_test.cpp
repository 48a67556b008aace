#include "description.hpp"

#include <CppUTest/TestHarness.h>

namespace {

void check_mistake(const char *text, const char *message) {
    const auto system = parse_description(text);
    CHECK_FALSE(system.has_value());
    if (!system) STRCMP_EQUAL(message, system.error().c_str());
}

}  // namespace

TEST_GROUP(description){};

TEST(description, ServicesComeAfterWhatTheyNeed) {
    const auto system = parse_description(
        "service a\n program /boot/a\n needs b c\n"
        "service b # one comment\n program /boot/b\n needs c\n"
        "\nservice c\n program /boot/c\n rights archive host_priv\n restart never\n"
        "init /sbin/init");
    CHECK_TRUE(system.has_value());
    UNSIGNED_LONGS_EQUAL(3, system->services.size());
    STRCMP_EQUAL("c", system->services[0].name.c_str());
    STRCMP_EQUAL("b", system->services[1].name.c_str());
    STRCMP_EQUAL("a", system->services[2].name.c_str());
    CHECK_FALSE(system->services[0].restart);
    UNSIGNED_LONGS_EQUAL(2, system->services[0].rights.size());
    STRCMP_EQUAL("/sbin/init", system->init.c_str());
}

TEST(description, MistakesNameTheirLine) {
    check_mistake("program /x\n", "line 1: 'program' outside a service");
    check_mistake("service a\n\n colour red\n", "line 3: unknown word 'colour'");
    check_mistake("service a\n program\n", "line 2: 'program' wants a value");
    check_mistake("service a\n program /a\nservice a\n", "line 3: service 'a' stands twice");
    check_mistake("service\n", "line 1: 'service' wants one name");
    check_mistake("service a\n rights all\n", "line 2: unknown right 'all'");
    check_mistake("service a\n restart maybe\n", "line 2: 'restart' is 'always' or 'never'");
    check_mistake("service a\n provides a\n", "line 1: service 'a' has no program");
    check_mistake("service a\n program /a\n needs z\n", "line 1: service 'a' needs unknown 'z'");
}

TEST(description, ACircleOfNeedsIsAMistake) {
    check_mistake("service a\nprogram /a\nneeds b\nservice b\nprogram /b\nneeds a\n",
                  "line 1: service 'a' needs itself by a circle");
}
