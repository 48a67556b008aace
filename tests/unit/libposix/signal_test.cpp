#include <signal_action.hpp>
#include <signal_set.hpp>

#include <CppUTest/TestHarness.h>

using namespace posix;

TEST_GROUP(signal_logic) { signal_table table{}; };

TEST(signal_logic, sets) {
    CHECK_EQUAL(1u, set_of(1));
    CHECK_EQUAL(uint64_t{1} << 63, set_of(64));
    CHECK(contains(set_of(SIGTERM) | set_of(SIGHUP), SIGTERM));
    CHECK_FALSE(valid_signal(0));
    CHECK_FALSE(valid_signal(65));
    LONGS_EQUAL(0, first_signal(0));
    LONGS_EQUAL(SIGHUP, first_signal(set_of(SIGTERM) | set_of(SIGHUP)));
    // What an instruction has caused goes first.
    LONGS_EQUAL(SIGSEGV, first_signal(set_of(SIGSEGV) | set_of(SIGHUP)));
}

TEST(signal_logic, default_effects) {
    CHECK(table.effect(SIGTERM) == signal_effect::terminate);
    CHECK(table.effect(SIGCHLD) == signal_effect::ignore);
    CHECK(table.effect(SIGTSTP) == signal_effect::stop);
    CHECK(table.effect(SIGRTMIN) == signal_effect::terminate);
    CHECK_EQUAL(ignored_by_default, table.ignored());
}

TEST(signal_logic, dispositions) {
    table.set(SIGTERM, {.handler = handler_ignore, .flags = 0, .restorer = 0, .mask = 0});
    table.set(SIGCHLD, {.handler = 0x1000, .flags = 0, .restorer = 0, .mask = 0});
    table.set(SIGKILL, {.handler = handler_ignore, .flags = 0, .restorer = 0, .mask = 0});
    CHECK(table.effect(SIGTERM) == signal_effect::ignore);
    CHECK(table.effect(SIGCHLD) == signal_effect::handler);
    CHECK(table.effect(SIGKILL) == signal_effect::terminate);
    CHECK_FALSE(contains(table.ignored(), SIGCHLD));
    table.reset_handlers();
    CHECK(table.effect(SIGTERM) == signal_effect::ignore);
    CHECK(table.effect(SIGCHLD) == signal_effect::ignore);
    CHECK_FALSE(table.children_discard());
    table.set(SIGCHLD, {.handler = 0x1000, .flags = SA_NOCLDWAIT, .restorer = 0, .mask = 0});
    CHECK(table.children_discard());
}
