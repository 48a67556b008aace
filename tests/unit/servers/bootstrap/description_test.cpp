#include "description.hpp"

#include <CppUTest/TestHarness.h>

namespace {

system_description read(const char *text) {
    system_description system;
    read_description("f", text, system);
    put_in_order(system);
    return system;
}

/// The text has exactly that mistake.
void check_mistake(const char *text, const char *message) {
    const auto system = read(text);
    UNSIGNED_LONGS_EQUAL(1, system.mistakes.size());
    if (!system.mistakes.empty()) STRCMP_EQUAL(message, system.mistakes[0].c_str());
}

}  // namespace

TEST_GROUP(description){};

TEST(description, ServicesComeAfterWhatTheyNeed) {
    const auto system = read(
        "service a\n program /boot/a\n needs b c\n"
        "service b # one comment\n program /boot/b\n follows c\n start manual\n"
        "\nservice c\n program /boot/c\n provides a b\n rights archive host_priv\n restart never\n "
        "options root\n"
        "init /sbin/init a b\ninclude /boot/more");
    UNSIGNED_LONGS_EQUAL(0, system.mistakes.size());
    UNSIGNED_LONGS_EQUAL(3, system.services.size());
    STRCMP_EQUAL("c", system.services[0].name.c_str());
    STRCMP_EQUAL("b", system.services[1].name.c_str());
    STRCMP_EQUAL("a", system.services[2].name.c_str());
    CHECK_TRUE(system.services[0].restart == restart_policy::never);
    CHECK_TRUE(system.services[1].manual);
    CHECK_FALSE(system.services[2].manual);
    UNSIGNED_LONGS_EQUAL(2, system.services[0].rights.size());
    STRCMP_EQUAL("root", system.services[0].options.at(0).c_str());
    STRCMP_EQUAL("/sbin/init", system.init.c_str());
    UNSIGNED_LONGS_EQUAL(2, system.init_needs.size());
    STRCMP_EQUAL("b", system.init_needs[1].c_str());
    STRCMP_EQUAL("/boot/more", system.includes.at(0).c_str());
}

TEST(description, MistakesNameFileAndLine) {
    check_mistake("program /x\n", "f:1: 'program' outside a service");
    check_mistake("service a\n\n colour red\n", "f:3: unknown word 'colour'");
    check_mistake("service a\n program\n", "f:2: 'program' wants a value");
    check_mistake("service a\n program /a\nservice a\n", "f:3: service 'a' stands twice");
    check_mistake("service\n program /x\n", "f:1: 'service' wants one name");
    check_mistake("service a\n rights all\n", "f:2: unknown right 'all'");
    check_mistake("service a\n restart maybe\n",
                  "f:2: 'restart' is 'always', 'never' or 'machine'");
    check_mistake("service a\n start late\n", "f:2: 'start' is 'boot' or 'manual'");
    check_mistake("service a\n provides a\n", "f:1: service 'a' has no program");
    check_mistake("service a\n program /a\n needs z\n", "f:1: service 'a' needs unknown 'z'");
    check_mistake("init\n", "f:1: 'init' wants a name");
    check_mistake("service a\n program /a\n provides x\n start manual\ninit /i x\n",
                  "'init' waits for 'x', which nobody registers");
    check_mistake("include\n", "f:1: 'include' wants one name");
}

TEST(description, AMistakeSpoilsItsServiceOnly) {
    const auto system = read(
        "service a\n program /a\n colour red\n shape round\n"
        "service b\n program /b\n needs a\n"
        "service c\n program /c\n"
        "service\n program /d\n"
        "init /i\n");
    UNSIGNED_LONGS_EQUAL(1, system.services.size());
    STRCMP_EQUAL("c", system.services[0].name.c_str());
    STRCMP_EQUAL("/i", system.init.c_str());
    UNSIGNED_LONGS_EQUAL(4, system.mistakes.size());
    STRCMP_EQUAL("f:3: unknown word 'colour'", system.mistakes[0].c_str());
    STRCMP_EQUAL("f:4: unknown word 'shape'", system.mistakes[1].c_str());
    STRCMP_EQUAL("f:5: service 'b' needs 'a', which has a mistake", system.mistakes[3].c_str());
}

TEST(description, TheFirstOfTwoServicesOfANameStays) {
    const auto system = read("service a\n program /a\nservice a\n program /b\n colour red\n");
    UNSIGNED_LONGS_EQUAL(1, system.services.size());
    STRCMP_EQUAL("/a", system.services[0].program.c_str());
}

TEST(description, ACircleOfNeedsIsLeftOut) {
    const auto system = read(
        "service a\nprogram /a\nneeds b\nservice b\nprogram /b\nneeds a\nservice c\nprogram /c\n");
    UNSIGNED_LONGS_EQUAL(1, system.services.size());
    STRCMP_EQUAL("c", system.services[0].name.c_str());
    STRCMP_EQUAL("f:4: service 'b' needs itself by a circle", system.mistakes.at(0).c_str());
    STRCMP_EQUAL("f:1: service 'a' needs 'b', which has a mistake", system.mistakes.at(1).c_str());
}
