#include <CppUTest/TestHarness.h>

#include <tree.hpp>
#include <vfs/mount.hpp>

TEST_GROUP(walker) {
    tree t;
    void setup() override {
        t.make_directory("/a");
        t.make_directory("/a/b");
        t.make_file("/a/b/f", "text");
    }
    int resolve(const std::string &path) {
        t.find(path);
        return t.error;
    }
};

TEST(walker, finds_by_absolute_and_relative_paths) {
    CHECK(t.find("/a/b/f") == t.find("a//b/./f"));
    CHECK(t.find("/a/b/../b/f") == t.find("a/b/f"));
    t.start = t.find("/a/b");
    CHECK(bool(t.find("f")));
    CHECK(t.find("../../a") == t.find("/a"));
    CHECK(t.find("/../..") == t.root);
    CHECK(t.find("") == t.start);
}

TEST(walker, tells_what_is_missing) {
    LONGS_EQUAL(ENOENT, resolve("/a/x/y"));
    LONGS_EQUAL(ENOENT, resolve("/x"));
    LONGS_EQUAL(ENOTDIR, resolve("/a/b/f/x"));
    LONGS_EQUAL(ENOTDIR, resolve("/a/b/f/"));
    LONGS_EQUAL(ENOTDIR, resolve("/a/b/f/.."));
    LONGS_EQUAL(0, resolve("/a/b/"));
}

TEST(walker, limits_names_and_paths) {
    LONGS_EQUAL(ENAMETOOLONG, resolve(std::string(256, 'x')));
    LONGS_EQUAL(ENOENT, resolve(std::string(255, 'x')));
    std::string path;
    while (path.size() < 4095) path += "/";
    LONGS_EQUAL(0, resolve(path));
    LONGS_EQUAL(ENAMETOOLONG, resolve(path + "/"));
}

TEST(walker, follows_links) {
    t.symlink("b/f", "/a/relative");
    t.symlink("/a", "/absolute");
    t.symlink("../a/b/", "/a/up");
    STRCMP_EQUAL("text", t.read("/a/relative").c_str());
    STRCMP_EQUAL("text", t.read("/absolute/b/f").c_str());
    STRCMP_EQUAL("text", t.read("/absolute/up/f").c_str());
    CHECK(t.find("/absolute", false)->is_link());
    CHECK(t.find("/absolute/", false)->is_directory());
    LONGS_EQUAL(0, t.symlink("/", "/top"));
    CHECK(t.find("/top") == t.root);
    CHECK(t.find("/top/a/b") == t.find("/a/b"));
}

TEST(walker, gives_up_after_forty_links) {
    t.symlink("loop", "/loop");
    LONGS_EQUAL(ELOOP, resolve("/loop"));
    LONGS_EQUAL(ELOOP, resolve("/loop/x"));
    t.make_file("/l0");
    for (int i = 1; i <= 41; ++i) t.symlink("l" + std::to_string(i - 1), "/l" + std::to_string(i));
    LONGS_EQUAL(0, resolve("/l40"));
    LONGS_EQUAL(ELOOP, resolve("/l41"));
}

TEST(walker, refuses_a_path_that_links_make_too_long) {
    const std::string target(4000, '/');
    t.symlink(target, "/long");
    LONGS_EQUAL(ENAMETOOLONG, resolve("/long/" + std::string(100, '/')));
}

TEST(walker, needs_search_permission) {
    t.find("/a")->mode = S_IFDIR | 0600;
    t.who.uid = 7;
    LONGS_EQUAL(EACCES, resolve("/a/b"));
    LONGS_EQUAL(EACCES, resolve("/a/nothing"));
    LONGS_EQUAL(0, resolve("/a"));
    t.who.uid = 0;
    LONGS_EQUAL(0, resolve("/a/b"));
}

TEST(walker, stays_below_its_root) {
    t.symlink("/b/f", "/a/link");
    t.root = t.start = t.find("/a");
    STRCMP_EQUAL("text", t.read("/link").c_str());
    CHECK(t.find("/../../..") == t.root);
    CHECK(t.find("..") == t.root);
}

TEST(walker, crosses_mounts_both_ways) {
    auto *other = tmpfs::filesystem::create({});
    vfs::ref<vfs::vnode> on = t.find("/a/b");
    CHECK(vfs::mounts.add(*other, *on).has_value());
    CHECK(t.find("/a/b") == other->root());
    LONGS_EQUAL(ENOENT, resolve("/a/b/f"));
    CHECK(t.find("/a/b/..") == t.find("/a"));
    t.make_directory("/a/b/c");
    STRCMP_EQUAL("/a/b/c", t.path_of("/a/b/c").c_str());
    LONGS_EQUAL(EBUSY, t.remove_directory("/a/b"));
    LONGS_EQUAL(EBUSY, t.rename("/a/b", "/z"));
    LONGS_EQUAL(EXDEV, t.rename("/a/b/c", "/z"));
    LONGS_EQUAL(EBUSY, vfs::mounts.add(*t.fs, *on).error());
    LONGS_EQUAL(0, vfs::mounts.remove(*on->mounted_here));
    STRCMP_EQUAL("text", t.read("/a/b/f").c_str());
    delete other;
}

TEST(walker, stops_where_another_server_begins) {
    vfs::ref<vfs::vnode> on = t.find("/a/b");
    CHECK(vfs::mounts.add_server(77, *on).has_value());
    vfs::walker w(t.who, t.root, t.start);
    LONGS_EQUAL(vfs::EELSEWHERE, w.resolve("/a/b//x/y", vfs::last_link::follow).error());
    LONGS_EQUAL(77, w.elsewhere->server());
    CHECK(w.rest == "x/y");
    LONGS_EQUAL(77, vfs::mounts.remove(*w.elsewhere));
    STRCMP_EQUAL("text", t.read("/a/b/f").c_str());
}

TEST(walker, finds_paths_again) {
    STRCMP_EQUAL("/a/b/f", t.path_of("/a/b/f").c_str());
    STRCMP_EQUAL("/", t.path_of("/").c_str());
    t.link("/a/b/f", "/g");
    t.unlink("/a/b/f");
    STRCMP_EQUAL("/g", t.path_of("/g").c_str());
    t.open("/g");
    t.unlink("/g");
    CHECK(!t.file.node->name().directory);
}
