#include <signal_queue.hpp>

#include <csignal>

#include <CppUTest/TestHarness.h>

using namespace process_server;

namespace {
protocol::signal_info make(int signal, uint64_t value = 0) {
    protocol::signal_info info{};
    info.signal = signal;
    info.value = value;
    return info;
}
constexpr signal_bits all = ~signal_bits{0};
}  // namespace

TEST_GROUP(signal_queue) {
    signal_queue queue;
    protocol::signal_info got{};
};

TEST(signal_queue, a_standard_signal_is_pending_once) {
    CHECK(queue.add(make(SIGUSR1, 1)));
    CHECK_FALSE(queue.add(make(SIGUSR1, 2)));
    CHECK(queue.take(all, got));
    CHECK_EQUAL(1u, got.value);
    CHECK_FALSE(queue.take(all, got));
    CHECK_EQUAL(0u, queue.pending());
}

TEST(signal_queue, real_time_signals_queue_in_order) {
    for (uint64_t i = 0; i < 3; ++i) CHECK(queue.add(make(40, i)));
    for (uint64_t i = 0; i < 3; ++i) {
        CHECK(queue.pending() == bit(40));
        CHECK(queue.take(all, got));
        CHECK_EQUAL(i, got.value);
    }
    CHECK_EQUAL(0u, queue.pending());
}

TEST(signal_queue, takes_only_what_is_wanted_lowest_first) {
    CHECK(queue.add(make(SIGTERM)));
    CHECK(queue.add(make(SIGHUP)));
    CHECK(queue.take(all, got));
    LONGS_EQUAL(SIGHUP, got.signal);
    CHECK_FALSE(queue.take(bit(SIGHUP), got));
    CHECK(queue.take(bit(SIGTERM), got));
}

TEST(signal_queue, faults_go_first) {
    CHECK(queue.add(make(SIGHUP)));
    CHECK(queue.add(make(SIGSEGV)));
    CHECK(queue.take(all, got));
    LONGS_EQUAL(SIGSEGV, got.signal);
}

TEST(signal_queue, discards) {
    CHECK(queue.add(make(SIGTSTP)));
    CHECK(queue.add(make(SIGCONT)));
    queue.discard(bit(SIGTSTP));
    CHECK(queue.pending() == bit(SIGCONT));
    CHECK(queue.add(make(SIGTSTP)));
}

TEST(signal_queue, is_bounded) {
    for (unsigned i = 0; i < signal_queue::waiting_max; ++i) CHECK(queue.add(make(50)));
    CHECK_FALSE(queue.add(make(50)));
    CHECK_FALSE(queue.add(make(SIGTERM)));
}

TEST(signal_queue, a_timer_waits_once_and_counts_what_it_missed) {
    protocol::signal_info tick = make(40);
    tick.code = SI_TIMER;
    tick.timer = 3;
    CHECK(queue.add(tick));
    tick.overrun = 2;
    CHECK_FALSE(queue.add(tick));
    protocol::signal_info other = tick;
    other.timer = 4;
    other.overrun = 0;
    CHECK(queue.add(other));
    CHECK(queue.take(all, got));
    CHECK_EQUAL(3, got.timer);
    CHECK_EQUAL(3, got.overrun);
    CHECK(queue.take(all, got));
    CHECK_EQUAL(4, got.timer);
    CHECK_EQUAL(0, got.overrun);
    CHECK_FALSE(queue.take(all, got));
}
