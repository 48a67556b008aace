#include "world.hpp"

#include <array>
#include <memory>

#include <CppUTest/TestHarness.h>
#include <kern/spinlock.hpp>

TEST_GROUP(lock_order) {
    spinlock task{lock_rank::task}, other_task{lock_rank::task}, port{lock_rank::ipc_port},
        log{lock_rank::log}, other_log{lock_rank::log};
    void setup() override { world_reset(2); }
};

TEST(lock_order, upwards_is_right) {
    task.lock();
    port.lock();
    log.lock();
    task.unlock();  // in any order
    log.unlock();
    port.unlock();
}

TEST(lock_order, downwards_panics) {
    port.lock();
    CHECK_TRUE(panics([&] { task.lock(); }));
    port.unlock();
}

TEST(lock_order, twice_panics) {
    port.lock();
    CHECK_TRUE(panics([&] { port.lock(); }));
    port.unlock();
}

TEST(lock_order, two_of_a_rank_only_where_an_order_is_laid_down) {
    task.lock();
    other_task.lock();
    other_task.unlock();
    task.unlock();
    log.lock();
    CHECK_TRUE(panics([&] { other_log.lock(); }));
    log.unlock();
}

TEST(lock_order, trying_may_go_downwards) {
    log.lock();
    CHECK_TRUE(task.try_lock());
    task.unlock();
    log.unlock();
}

TEST(lock_order, a_deep_tree_of_objects_may_be_held) {
    std::array<std::unique_ptr<spinlock>, 100> objects;
    for (auto &object : objects) {
        object = std::make_unique<spinlock>(lock_rank::vm_object);
        CHECK_TRUE(object->try_lock());
    }
    port.lock();
    port.unlock();
    for (auto object = objects.rbegin(); object != objects.rend(); ++object) (*object)->unlock();
    CHECK_TRUE(panics([&] { port.unlock(); }));
}

TEST(lock_order, each_processor_has_its_own) {
    log.lock();
    play(1);
    task.lock();
    task.unlock();
    play(0);
    log.unlock();
}
