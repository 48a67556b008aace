#include <CppUTest/TestHarness.h>

#include <fake/sources.hpp>
#include <tree.hpp>
#include <vfs/device.hpp>
#include <vfs/open_flags.hpp>

namespace flag = vfs::open_flag;

TEST_GROUP(open) {
    tree t;
    std::string read(std::size_t count) {
        std::string text(count, 0);
        auto done = t.file.read(vfs::at_position, text.data(), count);
        return done ? text.substr(0, *done) : "?";
    }
};

TEST(open, creates_and_truncates) {
    LONGS_EQUAL(ENOENT, t.open("/f"));
    LONGS_EQUAL(0, t.open("/f", flag::create | flag::read_write, 0640));
    LONGS_EQUAL(S_IFREG | 0640, t.file.node->mode);
    LONGS_EQUAL(0, t.write(vfs::at_position, "hello"));
    LONGS_EQUAL(0, t.open("/f", flag::create | flag::read_only));
    STRCMP_EQUAL("hello", read(10).c_str());
    LONGS_EQUAL(EEXIST, t.open("/f", flag::create | flag::exclusive));
    LONGS_EQUAL(0, t.open("/f", flag::truncate | flag::write_only));
    LONGS_EQUAL(0, t.file.node->size);
}

TEST(open, creates_where_a_dangling_link_points) {
    t.symlink("target", "/link");
    LONGS_EQUAL(EEXIST, t.open("/link", flag::create | flag::exclusive));
    LONGS_EQUAL(ELOOP, t.open("/link", flag::no_follow));
    LONGS_EQUAL(0, t.open("/link", flag::create | flag::write_only));
    CHECK(bool(t.find("/target")));
}

TEST(open, knows_directories) {
    t.make_directory("/d");
    t.make_file("/f");
    LONGS_EQUAL(EISDIR, t.open("/d", flag::write_only));
    LONGS_EQUAL(EISDIR, t.open("/d", flag::create));
    LONGS_EQUAL(0, t.open("/d", flag::directory));
    CHECK(t.file.root == t.root);
    char byte;
    LONGS_EQUAL(EISDIR, t.file.read(vfs::at_position, &byte, 1).error());
    LONGS_EQUAL(ENOTDIR, t.open("/f", flag::directory));
    LONGS_EQUAL(EISDIR, t.open("/new/", flag::create));
    LONGS_EQUAL(EINVAL, t.open("/d", flag::create | flag::directory));
}

TEST(open, checks_permissions) {
    t.make_file("/f", "", 0640);
    t.find("/f")->uid = 5;
    t.find("/f")->gid = 6;
    t.who = {.uid = 5, .gid = 1};
    LONGS_EQUAL(0, t.open("/f", flag::read_write));
    t.who = {.uid = 9, .gid = 6};
    LONGS_EQUAL(0, t.open("/f", flag::read_only));
    LONGS_EQUAL(EACCES, t.open("/f", flag::write_only));
    LONGS_EQUAL(EACCES, t.open("/f", flag::truncate));
    t.who = {.uid = 9, .gid = 9};
    LONGS_EQUAL(EACCES, t.open("/f"));
    LONGS_EQUAL(0, t.open("/f", flag::path));
    LONGS_EQUAL(EACCES, t.open("/new", flag::create));
    // A new file's mode does not count for the open that makes it.
    t.root->mode |= 0777;
    LONGS_EQUAL(0, t.open("/new", flag::create | flag::read_write, 0));
}

TEST(open, executes_only_what_somebody_may) {
    t.make_file("/f", "", 0644);
    LONGS_EQUAL(EACCES, t.open("/f", flag::execute));
    LONGS_EQUAL(EACCES, t.open("/", flag::execute));
    t.find("/f")->mode |= 0100;
    LONGS_EQUAL(0, t.open("/f", flag::execute));
    char byte;
    LONGS_EQUAL(EBADF, t.file.read(0, &byte, 1).error());
    CHECK(t.file.map(false, false).has_value());
    t.who.uid = 3;
    LONGS_EQUAL(EACCES, t.open("/f", flag::execute));
}

TEST(open, a_path_descriptor_only_names) {
    t.make_file("/f", "x");
    LONGS_EQUAL(0, t.open("/f", flag::path | flag::read_write | flag::truncate));
    LONGS_EQUAL(1, t.file.node->size);
    char byte;
    LONGS_EQUAL(EBADF, t.file.read(0, &byte, 1).error());
    LONGS_EQUAL(EBADF, t.file.seek(0, 0).error());
    t.symlink("f", "/l");
    LONGS_EQUAL(0, t.open("/l", flag::path | flag::no_follow));
    CHECK(t.file.node->is_link());
}

TEST(open, keeps_a_position) {
    t.make_file("/f", "0123456789");
    t.open("/f", flag::read_write);
    STRCMP_EQUAL("012", read(3).c_str());
    LONGS_EQUAL(8, *t.file.seek(5, 1));
    STRCMP_EQUAL("89", read(10).c_str());
    STRCMP_EQUAL("", read(10).c_str());
    LONGS_EQUAL(7, *t.file.seek(-3, 2));
    LONGS_EQUAL(EINVAL, t.file.seek(-1, 0).error());
    LONGS_EQUAL(EINVAL, t.file.seek(0, 9).error());
    LONGS_EQUAL(EOVERFLOW, t.file.seek(INT64_MAX, 1).error());
    LONGS_EQUAL(10, *t.file.seek(0, 4));
    LONGS_EQUAL(ENXIO, t.file.seek(10, 3).error());
    char byte;
    LONGS_EQUAL(1, *t.file.read(4, &byte, 1));
    LONGS_EQUAL('4', byte);
}

TEST(open, appends) {
    t.make_file("/f", "ab");
    t.open("/f", flag::write_only | flag::append);
    t.write(0, "cd");
    t.write(vfs::at_position, "ef");
    STRCMP_EQUAL("abcdef", t.read("/f").c_str());
}

TEST(open, keeps_unlinked_files) {
    t.make_file("/f", "still here");
    t.open("/f", flag::read_write);
    LONGS_EQUAL(0, t.unlink("/f"));
    LONGS_EQUAL(0, t.file.node->links);
    STRCMP_EQUAL("still here", read(100).c_str());
}

TEST(open, stamps_times) {
    fake::now = 5'000;
    t.make_file("/f", "x");
    fake::now = 6'000;
    t.read("/f");
    LONGS_EQUAL(6'000, t.find("/f")->access_time);
    fake::now = 7'000;
    t.read("/f");  // relatime: known to be read since its last change
    LONGS_EQUAL(6'000, t.find("/f")->access_time);
    t.open("/f", flag::write_only);
    t.write(0, "y");
    LONGS_EQUAL(7'000, t.find("/f")->modification_time);
}

TEST(open, takes_privileges_off_what_is_written) {
    t.make_file("/f", "x", 06775);
    t.find("/f")->uid = 4;
    t.who = {.uid = 4, .gid = 4};
    t.open("/f", flag::write_only);
    t.write(0, "y");
    LONGS_EQUAL(S_IFREG | 0775, t.find("/f")->mode);
}

TEST(open, finds_devices_by_number) {
    LONGS_EQUAL(0, t.make_node("/null", S_IFCHR | 0666, vfs::make_device(1, 3)));
    LONGS_EQUAL(0, t.make_node("/zero", S_IFCHR | 0666, vfs::make_device(1, 5)));
    LONGS_EQUAL(0, t.make_node("/full", S_IFCHR | 0666, vfs::make_device(1, 7)));
    LONGS_EQUAL(0, t.make_node("/odd", S_IFCHR | 0666, vfs::make_device(99, 1)));
    LONGS_EQUAL(0, t.open("/null", flag::read_write));
    STRCMP_EQUAL("", read(5).c_str());
    LONGS_EQUAL(0, t.write(0, "gone"));
    t.open("/zero");
    CHECK(read(3) == std::string(3, 0));
    t.open("/full", flag::read_write);
    LONGS_EQUAL(ENOSPC, t.write(0, "x"));
    LONGS_EQUAL(ENXIO, t.open("/odd"));
    t.who.uid = 1;
    LONGS_EQUAL(EPERM, t.make_node("/mine", S_IFCHR | 0666, 0));
}

TEST(open, device_numbers_survive_packing) {
    const uint64_t number = vfs::make_device(0xabcde, 0x12345678);
    LONGS_EQUAL(0xabcde, vfs::major_of(number));
    LONGS_EQUAL(0x12345678, vfs::minor_of(number));
    LONGS_EQUAL(0x501, vfs::make_device(5, 1));
}
