#include <CppUTest/TestHarness.h>

#include <fake/sources.hpp>
#include <tree.hpp>
#include <vfs/names.hpp>
#include <vfs/notifier.hpp>

TEST_GROUP(notifier) {
    tree t;
    vfs::ref<vfs::notifier> queue = vfs::ref<vfs::notifier>::adopt(new vfs::notifier);
    vfs::description nobody;
    alignas(8) char bytes[4096];

    void teardown() override {
        vfs::notifier::settle_all();
        fake::opened = nullptr;
    }
    std::size_t read(std::size_t room = sizeof bytes) {
        return queue->read(nobody, 0, bytes, room).value_or(0);
    }
    uint32_t mask(std::size_t at = 0) const {
        uint32_t value;
        std::memcpy(&value, bytes + at + 4, sizeof value);
        return value;
    }
};

TEST(notifier, tells_names_padded_to_whole_heads) {
    LONGS_EQUAL(1, *queue->add(*t.root, vfs::happening::all));
    t.make_file("/f");
    const std::size_t first = read(32);
    LONGS_EQUAL(32, first);
    LONGS_EQUAL(vfs::happening::create, mask());
    STRCMP_EQUAL("f", bytes + 16);
}

TEST(notifier, gives_back_what_reached_nobody) {
    LONGS_EQUAL(1, *queue->add(*t.root, vfs::happening::create));
    t.make_file("/f");
    t.make_file("/g");
    LONGS_EQUAL(64, read());
    queue->unread(64);
    LONGS_EQUAL(32, read(40));
    STRCMP_EQUAL("f", bytes + 16);
    LONGS_EQUAL(32, read());
    STRCMP_EQUAL("g", bytes + 16);
    LONGS_EQUAL(EAGAIN, queue->read(nobody, 0, bytes, sizeof bytes).error());
}

TEST(notifier, says_the_same_once) {
    t.make_file("/f");
    LONGS_EQUAL(1, *queue->add(*t.find("/f"), vfs::happening::modify));
    for (int i = 0; i < 3; ++i) vfs::tell(*t.find("/f"), vfs::happening::modify);
    LONGS_EQUAL(16, read());
}

TEST(notifier, ends_a_watch_with_the_last_name_when_nobody_has_it_open) {
    t.make_file("/f");
    const vfs::ref<vfs::vnode> f = t.find("/f");
    LONGS_EQUAL(1, *queue->add(*f, vfs::happening::remove_self));
    fake::opened = f.get();
    f->links = 0;
    vfs::tell_gone(*f);
    LONGS_EQUAL(0, read());
    fake::opened = nullptr;
    vfs::tell_gone(*f);
    LONGS_EQUAL(32, read());
    LONGS_EQUAL(vfs::happening::remove_self, mask());
    LONGS_EQUAL(vfs::happening::ignored, mask(16));
    LONGS_EQUAL(EINVAL, queue->remove(1).error());
}

TEST(notifier, lets_its_watches_go_with_itself) {
    LONGS_EQUAL(1, *queue->add(*t.root, vfs::happening::all));
    LONGS_EQUAL(1, vfs::watch_count);
    vfs::notifier::settle_all();
    queue = nullptr;
    LONGS_EQUAL(0, vfs::watch_count);
    POINTERS_EQUAL(nullptr, t.root->watches);
}
