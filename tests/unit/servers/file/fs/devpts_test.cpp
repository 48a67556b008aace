#include <CppUTest/TestHarness.h>

#include <fake/sources.hpp>
#include <fs/devpts/devpts.hpp>
#include <tree.hpp>

TEST_GROUP(devpts) {
    tree t;
    devpts::filesystem pts;
    void setup() override {
        t.root = t.start = pts.root();
        fake::terminals = {{.number = 0, .uid = 0}, {.number = 7, .uid = 1000}};
    }
    void teardown() override { std::vector<protocol::device_terminal>().swap(fake::terminals); }
};

TEST(devpts, lists_terminals) {
    const std::vector<std::string> all{".", "..", "0", "7"};
    CHECK(t.list("/") == all);
    CHECK(t.list("/", 32) == all);
    for (uint32_t number = 8; number < 100; ++number)
        fake::terminals.push_back({.number = number, .uid = 0});
    LONGS_EQUAL(96, t.list("/", 48).size());
}

TEST(devpts, shows_a_device_of_its_owner) {
    const auto node = t.find("/7");
    CHECK(node != nullptr);
    LONGS_EQUAL(S_IFCHR | 0620, node->mode);
    LONGS_EQUAL(1000, node->uid);
    LONGS_EQUAL(136 << 8 | 7, node->special);
    STRCMP_EQUAL("/7", t.path_of("/7").c_str());
}

TEST(devpts, has_no_other_names) {
    for (const char *name : {"/1", "/07", "/7x", "/-7", "/+7", "/4294967296", "/x"}) {
        CHECK(t.find(name) == nullptr);
        LONGS_EQUAL(ENOENT, t.error);
    }
    LONGS_EQUAL(EPERM, t.make_file("/5"));
    LONGS_EQUAL(EPERM, t.unlink("/7"));
}
