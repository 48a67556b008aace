// POSIX message queues: names, order, room, who is told.
#include <memory>
#include <string>
#include <vector>

#include <CppUTest/TestHarness.h>

#include <fs/mqueue/filesystem.hpp>
#include <fs/mqueue/folder.hpp>
#include <vfs/description.hpp>

using mqueue::limits;
using mqueue::queue;
using vfs::open_flag::create;
using vfs::open_flag::exclusive;
using vfs::open_flag::read_only;
using vfs::open_flag::read_write;

namespace {

constexpr vfs::credentials user{.uid = 1000, .gid = 1000, .pid = 7, .groups = 0},
    other{.uid = 1001, .gid = 1001, .pid = 8, .groups = 0};

struct deed {
    int arrived = 0, removed = 0;
    bool lives = true;
};
class fake_listener final : public mqueue::listener {
public:
    fake_listener(uint32_t process, deed &to) : listener(process, 12), to_(to) {}
    void arrived(uint32_t, uint32_t) override { ++to_.arrived; }
    void removed() override { ++to_.removed; }
    bool lives() const override { return to_.lives; }

private:
    deed &to_;
};

}  // namespace

TEST_GROUP(mqueue) {
    mqueue::filesystem fs;

    vfs::ref<queue> make(const char *name, limits of, const vfs::credentials &who = user) {
        auto made = fs.open(name, read_write | create | exclusive, 0600, &of, who);
        CHECK_TRUE(made.has_value());
        return *made;
    }
    int error_of(const char *name, limits of, const vfs::credentials &who = user) {
        auto made = fs.open(name, read_write | create, 0600, &of, who);
        return made ? 0 : made.error();
    }
    std::string first(queue & q) {
        const auto m = q.first(limits::size_max);
        if (!m) return "";
        std::string text((*m)->bytes());
        q.drop();
        return text;
    }
    void teardown() override { mqueue::room::limit_all(~std::size_t{0}); }
};

TEST(mqueue, those_of_one_priority_stay_in_order) {
    const auto q = make("q", {5, 8});
    for (const auto &[text, priority] :
         {std::pair{"a", 1u}, {"b", 3u}, {"c", 1u}, {"d", 3u}, {"e", 2u}})
        CHECK_TRUE(q->send(priority, text).has_value());
    LONGS_EQUAL(EAGAIN, q->send(9, "f").error());
    std::string all;
    while (q->count() != 0) all += first(*q);
    STRCMP_EQUAL("bdeac", all.c_str());
    LONGS_EQUAL(EAGAIN, q->first(8).error());
}

TEST(mqueue, sizes_are_checked) {
    const auto q = make("q", {1, 8});
    LONGS_EQUAL(EMSGSIZE, q->send(0, "123456789").error());
    CHECK_TRUE(q->send(0, "12345678").has_value());
    LONGS_EQUAL(EMSGSIZE, q->first(7).error());
    STRCMP_EQUAL("12345678", first(*q).c_str());
}

TEST(mqueue, limits_that_are_none) {
    constexpr uint64_t negative = ~uint64_t{0};
    for (const limits of : {limits{0, 8}, limits{11, 8}, limits{1, 0}, limits{1, 8193},
                            limits{negative, 8}, limits{1, negative}})
        LONGS_EQUAL(EINVAL, error_of("q", of));
    constexpr vfs::credentials root{};
    LONGS_EQUAL(0, error_of("q", {11, 8}, root));
    LONGS_EQUAL(EINVAL, error_of("p", {limits::messages_hard_max + 1, 1}, root));
    LONGS_EQUAL(EMFILE, error_of("p", {limits::messages_hard_max, 8192}, root));
}

TEST(mqueue, permissions) {
    const auto q = make("q", {1, 8});
    LONGS_EQUAL(EACCES, fs.open("q", read_only, 0, nullptr, other).error());
    LONGS_EQUAL(EEXIST, fs.open("q", read_write | create | exclusive, 0, nullptr, other).error());
    LONGS_EQUAL(EPERM, fs.unlink("q", other).error());
    CHECK_TRUE(fs.unlink("q", user).has_value());
    LONGS_EQUAL(ENOENT, fs.unlink("q", user).error());
    for (const char *name : {".", "..", "a/b"})
        LONGS_EQUAL(EACCES, fs.open(name, read_write | create, 0600, nullptr, user).error());
    LONGS_EQUAL(EINVAL, fs.open("q", 3, 0, nullptr, user).error());
}

TEST(mqueue, room_is_taken_when_it_is_made_and_given_back_when_it_is_gone) {
    std::vector<vfs::ref<queue>> made;
    while (error_of(std::to_string(made.size()).c_str(), {10, 8192}) == 0)
        made.push_back(*fs.open(std::to_string(made.size()).c_str(), read_only, 0, nullptr, user));
    CHECK_TRUE(made.size() >= 9);
    LONGS_EQUAL(EMFILE, error_of("one more", {10, 8192}));
    LONGS_EQUAL(0, error_of("another's", {10, 8192}, other));
    CHECK_TRUE(fs.unlink("0", user).has_value());
    LONGS_EQUAL(EMFILE, error_of("one more", {10, 8192}));  // it is open
    made.clear();
    LONGS_EQUAL(0, error_of("one more", {10, 8192}));
}

TEST(mqueue, all_users_together_have_a_limit) {
    mqueue::room::limit_all(100'000);
    LONGS_EQUAL(0, error_of("a", {10, 8192}));
    LONGS_EQUAL(ENOSPC, error_of("b", {10, 8192}, other));
}

TEST(mqueue, one_is_told_once) {
    const auto q = make("q", {3, 8});
    deed a, b;
    CHECK_TRUE(q->listen(std::make_unique<fake_listener>(1, a)).has_value());
    LONGS_EQUAL(EBUSY, q->listen(std::make_unique<fake_listener>(2, b)).error());
    q->ignore(2);
    q->tell(5, 6);
    q->tell(5, 6);
    LONGS_EQUAL(1, a.arrived);
    CHECK_TRUE(q->listen(std::make_unique<fake_listener>(1, a)).has_value());
    q->ignore(1);
    LONGS_EQUAL(1, a.removed);
    q->tell(5, 6);
    LONGS_EQUAL(1, a.arrived);
    CHECK_TRUE(q->listen(std::make_unique<fake_listener>(1, a)).has_value());
    a.lives = false;
    CHECK_TRUE(q->listen(std::make_unique<fake_listener>(2, b)).has_value());
    LONGS_EQUAL(1, a.removed);
}

TEST(mqueue, its_state_can_be_read) {
    const auto q = make("q", {3, 8});
    deed a;
    CHECK_TRUE(q->listen(std::make_unique<fake_listener>(77, a)).has_value());
    CHECK_TRUE(q->send(0, "12345").has_value());
    char line[100] = "";
    vfs::description by;
    const auto done = q->read(by, 0, line, sizeof line);
    CHECK_TRUE(done.has_value());
    STRCMP_EQUAL("QSIZE:5          NOTIFY:0     SIGNO:12    NOTIFY_PID:77    \n", line);
    LONGS_EQUAL(0, *q->read(by, *done, line, sizeof line));
}

TEST(mqueue, names_are_found_and_listed) {
    const auto q = make("q", {1, 8});
    STRCMP_EQUAL("q", std::string(q->name().name).c_str());
    CHECK_TRUE(fs.root()->lookup("q").has_value());
    LONGS_EQUAL(ENOENT, fs.root()->lookup("p").error());
    const auto made = fs.root()->create("p", {.mode = S_IFREG | 0600, .uid = 0, .gid = 0});
    CHECK_TRUE(made.has_value());
    LONGS_EQUAL(EPERM,
                fs.root()->create("d", {.mode = S_IFDIR | 0700, .uid = 0, .gid = 0}).error());
    LONGS_EQUAL(10, static_cast<queue &>(**made).most().messages);
}
