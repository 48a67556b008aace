#include <CppUTest/TestHarness.h>

#include <cstring>
#include <set>

#include <tree.hpp>
#include <lib/directory_packer.hpp>
#include <vfs/names.hpp>

TEST_GROUP(names) { tree t; };

TEST(names, makes_what_is_free) {
    LONGS_EQUAL(0, t.make_directory("/d"));
    LONGS_EQUAL(0, t.make_directory("/e/"));
    LONGS_EQUAL(EEXIST, t.make_directory("/d"));
    LONGS_EQUAL(EEXIST, t.make_directory("/"));
    LONGS_EQUAL(EEXIST, t.make_directory("/d/."));
    LONGS_EQUAL(ENOENT, t.make_directory("/x/y"));
    LONGS_EQUAL(ENOENT, t.make_node("/f/", S_IFREG | 0644));
    LONGS_EQUAL(ENOENT, t.symlink("", "/l"));
    LONGS_EQUAL(0, t.symlink("nowhere", "/l"));
    LONGS_EQUAL(EEXIST, t.symlink("nowhere", "/l"));
    LONGS_EQUAL(EINVAL, t.make_directory(std::string("/z\0z", 4)));
}

TEST(names, counts_links) {
    t.make_directory("/d");
    LONGS_EQUAL(2, t.find("/d")->links);
    t.make_directory("/d/e");
    LONGS_EQUAL(3, t.find("/d")->links);
    t.remove_directory("/d/e");
    LONGS_EQUAL(2, t.find("/d")->links);
    t.make_file("/f");
    LONGS_EQUAL(0, t.link("/f", "/d/g"));
    LONGS_EQUAL(2, t.find("/f")->links);
    CHECK(t.find("/f") == t.find("/d/g"));
    LONGS_EQUAL(0, t.unlink("/f"));
    LONGS_EQUAL(1, t.find("/d/g")->links);
}

TEST(names, links_files_only) {
    t.make_directory("/d");
    t.make_file("/f", "text");
    t.symlink("f", "/s");
    LONGS_EQUAL(EPERM, t.link("/d", "/d2"));
    LONGS_EQUAL(EEXIST, t.link("/f", "/s"));
    LONGS_EQUAL(ENOENT, t.link("/x", "/y"));
    LONGS_EQUAL(0, t.link("/s", "/s2"));
    CHECK(t.find("/s2", false)->is_link());
    LONGS_EQUAL(0, t.link("/s", "/f2", true));
    CHECK(t.find("/f2", false)->is_regular());
}

TEST(names, removes) {
    t.make_directory("/d");
    t.make_file("/d/f");
    t.symlink("d", "/s");
    LONGS_EQUAL(EISDIR, t.unlink("/d"));
    LONGS_EQUAL(ENOENT, t.unlink("/x"));
    LONGS_EQUAL(ENOTDIR, t.unlink("/d/f/"));
    LONGS_EQUAL(ENOTDIR, t.remove_directory("/d/f"));
    LONGS_EQUAL(ENOTDIR, t.remove_directory("/s"));
    LONGS_EQUAL(ENOTDIR, t.remove_directory("/s/"));
    LONGS_EQUAL(ENOTDIR, t.unlink("/s/"));
    LONGS_EQUAL(EEXIST, t.make_directory("/s/"));
    LONGS_EQUAL(ENOTEMPTY, t.remove_directory("/d"));
    LONGS_EQUAL(EINVAL, t.remove_directory("/d/."));
    LONGS_EQUAL(ENOTEMPTY, t.remove_directory("/d/.."));
    LONGS_EQUAL(EBUSY, t.remove_directory("/"));
    LONGS_EQUAL(0, t.unlink("/s"));
    LONGS_EQUAL(0, t.unlink("/d/f"));
    LONGS_EQUAL(0, t.remove_directory("/d/"));
    LONGS_EQUAL(ENOENT, t.remove_directory("/d"));
}

TEST(names, nothing_lives_in_a_removed_directory) {
    t.make_directory("/d");
    t.start = t.find("/d");
    t.remove_directory("/d");
    LONGS_EQUAL(ENOENT, t.make_file("f"));
    LONGS_EQUAL(ENOENT, t.make_directory("e"));
    t.find("..");
    LONGS_EQUAL(ENOENT, t.error);
    STRCMP_EQUAL("?", t.list("").at(0).c_str());
}

TEST(names, a_sticky_directory_protects_its_files) {
    t.make_directory("/tmp", 01777);
    t.make_file("/tmp/f");
    t.who.uid = 5;
    LONGS_EQUAL(EPERM, t.unlink("/tmp/f"));
    LONGS_EQUAL(EPERM, t.rename("/tmp/f", "/tmp/g"));
    LONGS_EQUAL(0, t.make_file("/tmp/mine"));
    LONGS_EQUAL(0, t.unlink("/tmp/mine"));
    LONGS_EQUAL(EACCES, t.make_file("/f"));
}

TEST(names, only_who_could_write_a_file_may_link_it) {
    t.make_file("/f");
    t.make_directory("/d", 0777);
    t.find("/f")->mode = S_IFREG | 0660;
    t.find("/f")->gid = 7;
    t.who.uid = 5;
    t.who.gid = 5;
    LONGS_EQUAL(EPERM, t.link("/f", "/d/g"));
    t.who.groups = 7;  // the list of this number holds this group
    LONGS_EQUAL(0, t.link("/f", "/d/g"));
    t.find("/f")->mode = S_IFREG | 04660;
    LONGS_EQUAL(EPERM, t.link("/f", "/d/h"));
}

TEST(names, a_set_group_id_directory_gives_its_group) {
    t.make_directory("/d");
    t.find("/d")->gid = 42;
    t.find("/d")->mode |= S_ISGID;
    t.make_directory("/d/e");
    t.make_file("/d/f");
    LONGS_EQUAL(42, t.find("/d/f")->gid);
    LONGS_EQUAL(42, t.find("/d/e")->gid);
    CHECK(t.find("/d/e")->mode & S_ISGID);
    CHECK_FALSE(t.find("/d/f")->mode & S_ISGID);
}

TEST_GROUP(rename) {
    tree t;
    void setup() override {
        t.make_directory("/a");
        t.make_directory("/b");
        t.make_file("/a/f", "f");
        t.make_file("/g", "g");
    }
};

TEST(rename, moves_and_replaces) {
    LONGS_EQUAL(0, t.rename("/a/f", "/b/h"));
    STRCMP_EQUAL("f", t.read("/b/h").c_str());
    LONGS_EQUAL(ENOENT, t.rename("/a/f", "/x"));
    LONGS_EQUAL(0, t.rename("/b/h", "/g"));
    STRCMP_EQUAL("f", t.read("/g").c_str());
    STRCMP_EQUAL("/g", t.path_of("/g").c_str());
    LONGS_EQUAL(2, t.list("/b").size());
}

TEST(rename, keeps_a_replaced_file_that_is_open) {
    t.open("/g");
    LONGS_EQUAL(0, t.rename("/a/f", "/g"));
    char byte;
    LONGS_EQUAL(1, *t.file.read(0, &byte, 1));
    LONGS_EQUAL('g', byte);
    LONGS_EQUAL(0, t.file.node->links);
}

TEST(rename, of_a_file_to_itself_does_nothing) {
    LONGS_EQUAL(0, t.rename("/g", "/g"));
    t.link("/g", "/a/g2");
    LONGS_EQUAL(0, t.rename("/g", "/a/g2"));
    CHECK(t.find("/g") == t.find("/a/g2"));
}

TEST(rename, moves_directories_with_their_links) {
    t.make_directory("/a/sub");
    LONGS_EQUAL(3, t.find("/a")->links);
    LONGS_EQUAL(0, t.rename("/a/sub", "/b/sub"));
    LONGS_EQUAL(2, t.find("/a")->links);
    LONGS_EQUAL(3, t.find("/b")->links);
    CHECK(t.find("/b/sub/..") == t.find("/b"));
    LONGS_EQUAL(0, t.rename("/b/", "/c/"));
    STRCMP_EQUAL("/c/sub", t.path_of("/c/sub").c_str());
}

TEST(rename, does_not_close_a_circle) {
    t.make_directory("/a/sub");
    LONGS_EQUAL(EINVAL, t.rename("/a", "/a/sub/x"));
    LONGS_EQUAL(EINVAL, t.rename("/a", "/a/x"));
    LONGS_EQUAL(ENOTEMPTY, t.rename("/a/sub", "/a"));
    LONGS_EQUAL(EINVAL, t.rename("/a/sub", "/a", vfs::rename_exchange));
    LONGS_EQUAL(EBUSY, t.rename("/", "/x"));
    LONGS_EQUAL(EBUSY, t.rename("/a/.", "/x"));
    LONGS_EQUAL(EBUSY, t.rename("/a", "/b/.."));
}

TEST(rename, replaces_only_its_own_kind) {
    LONGS_EQUAL(EISDIR, t.rename("/g", "/b"));
    LONGS_EQUAL(ENOTDIR, t.rename("/b", "/g"));
    LONGS_EQUAL(ENOTDIR, t.rename("/g", "/new/"));
    LONGS_EQUAL(ENOTDIR, t.rename("/g/", "/new"));
    LONGS_EQUAL(ENOTEMPTY, t.rename("/b", "/a"));
    t.unlink("/a/f");
    LONGS_EQUAL(0, t.rename("/b", "/a"));
    LONGS_EQUAL(3, t.root->links);
}

TEST(rename, does_what_its_flags_say) {
    LONGS_EQUAL(EEXIST, t.rename("/g", "/a/f", vfs::rename_no_replace));
    LONGS_EQUAL(0, t.rename("/g", "/h", vfs::rename_no_replace));
    LONGS_EQUAL(ENOENT, t.rename("/h", "/g", vfs::rename_exchange));
    LONGS_EQUAL(EINVAL, t.rename("/h", "/a/f", 3));
    LONGS_EQUAL(0, t.rename("/h", "/a/f", vfs::rename_exchange));
    STRCMP_EQUAL("g", t.read("/a/f").c_str());
    STRCMP_EQUAL("f", t.read("/h").c_str());
    LONGS_EQUAL(0, t.rename("/h", "/b", vfs::rename_exchange));
    CHECK(t.find("/h")->is_directory());
    STRCMP_EQUAL("f", t.read("/b").c_str());
    STRCMP_EQUAL("/h", t.path_of("/h").c_str());
}

TEST(rename, needs_permission_to_move_a_directory) {
    t.root->mode |= 0777;
    t.make_directory("/d");
    t.find("/d")->uid = 5;
    t.find("/d")->mode = S_IFDIR | 0555;
    t.find("/a")->mode |= 0777;
    t.who.uid = 5;
    LONGS_EQUAL(EACCES, t.rename("/d", "/a/d"));
    LONGS_EQUAL(0, t.rename("/d", "/e"));
}

TEST_GROUP(listing) {
    tree t;
    void fill(int count) {
        t.make_directory("/d");
        for (int i = 0; i < count; ++i) t.make_node("/d/file" + std::to_string(i), S_IFREG | 0644);
    }
};

TEST(listing, gives_each_entry_once_whatever_the_buffer) {
    fill(100);
    for (std::size_t room : {32, 100, 1000, 4096}) {
        const auto names = t.list("/d", room);
        LONGS_EQUAL(102, names.size());
        STRCMP_EQUAL(".", names[0].c_str());
        STRCMP_EQUAL("..", names[1].c_str());
        LONGS_EQUAL(102, std::set(names.begin(), names.end()).size());
    }
    STRCMP_EQUAL("?", t.list("/d", 23).at(0).c_str());
}

TEST(listing, goes_on_where_it_was_while_entries_are_removed) {
    fill(1000);
    auto directory = t.find("/d");
    std::set<std::string> seen;
    uint64_t at = 0;
    for (;;) {
        char buffer[300];
        server::directory_packer out(buffer, sizeof buffer);
        CHECK(directory->read_directory(at, out).has_value());
        if (out.used() == 0) break;
        for (std::size_t i = 0; i < out.used();) {
            uint16_t length;
            std::memcpy(&length, buffer + i + 16, 2);
            const std::string name = buffer + i + 19;
            if (name[0] != '.') {
                CHECK(seen.insert(name).second);
                LONGS_EQUAL(0, t.unlink("/d/" + name));
            }
            i += length;
        }
        at = out.next();
    }
    LONGS_EQUAL(1000, seen.size());
    LONGS_EQUAL(0, t.remove_directory("/d"));
}

TEST(listing, large_directories_stay_quick) {
    fill(20000);
    for (int i = 0; i < 20000; i += 2) LONGS_EQUAL(0, t.unlink("/d/file" + std::to_string(i)));
    LONGS_EQUAL(10002, t.list("/d").size());
    CHECK(bool(t.find("/d/file19999")));
    t.find("/d/file19998");
    LONGS_EQUAL(ENOENT, t.error);
}
