#include <CppUTest/TestHarness.h>

#include <cstdio>

#include <boot/unpack.hpp>
#include <tree.hpp>

namespace {

struct made {
    std::string name;
    uint32_t mode;
    std::string data = "";
    uint32_t inode = 0, links = 1;
    std::size_t name_padding = 0;  ///< zeros that put the data at some address
};

std::string record(const made &m) {
    char header[111];
    const std::size_t name_size = m.name.size() + 1 + m.name_padding;
    std::snprintf(header, sizeof header,
                  "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", m.inode, m.mode, 1,
                  2, m.links, 77, static_cast<unsigned>(m.data.size()), 0, 0, 1, 3,
                  static_cast<unsigned>(name_size), 0);
    std::string out = header + m.name + std::string(1 + m.name_padding, 0);
    out.resize((out.size() + 3) & ~3ul);
    out += m.data;
    out.resize((out.size() + 3) & ~3ul);
    return out;
}

std::string archive(const std::vector<made> &entries) {
    std::string out;
    for (const made &m : entries) out += record(m);
    return out + record({"TRAILER!!!", 0});
}

}  // namespace

TEST_GROUP(unpack) {
    tree t;
    const char *unpack(const std::string &bytes) {
        kept += bytes;  // files point into it
        return boot::unpack(kept, t.fs->root()).reason;
    }
    std::string kept;
};

TEST(unpack, makes_files_of_every_kind) {
    POINTERS_EQUAL(nullptr, unpack(archive({{"bin", S_IFDIR | 0750},
                                            {"bin/sh", S_IFREG | 0755, "program"},
                                            {"./bin/ls", S_IFLNK | 0777, "sh"},
                                            {"/dev/null", S_IFCHR | 0666},
                                            {"p", S_IFIFO | 0600}})));
    STRCMP_EQUAL("program", t.read("/bin/ls").c_str());
    LONGS_EQUAL(S_IFDIR | 0750, t.find("/bin")->mode);
    LONGS_EQUAL(0x103, t.find("/dev/null")->special);
    LONGS_EQUAL(77'000'000'000, t.find("/bin/sh")->modification_time);
    LONGS_EQUAL(1, t.find("/bin/sh")->uid);
    CHECK(S_ISFIFO(t.find("/p")->mode));
}

TEST(unpack, later_segments_win_and_parents_are_made) {
    const std::string two = archive({{"a/b/c", S_IFREG | 0644, "old"}, {"d", S_IFDIR | 0700}}) +
                            std::string(512, 0) +
                            archive({{"a/b/c", S_IFREG | 0600, "newer"},
                                     {"d", S_IFDIR | 0755},
                                     {"a/b/l", S_IFLNK | 0777, "c"}}) +
                            std::string(300, 0);
    POINTERS_EQUAL(nullptr, unpack(two));
    STRCMP_EQUAL("newer", t.read("/a/b/l").c_str());
    LONGS_EQUAL(S_IFREG | 0600, t.find("/a/b/c")->mode);
    LONGS_EQUAL(S_IFDIR | 0755, t.find("/d")->mode);
}

TEST(unpack, links_share_their_data) {
    POINTERS_EQUAL(
        nullptr,
        unpack(archive({{"one", S_IFREG | 0644, "", 5, 2}, {"two", S_IFREG | 0644, "both", 5, 2}}) +
               archive({{"three", S_IFREG | 0644, "own", 5, 2}})));
    CHECK(t.find("/one") == t.find("/two"));
    STRCMP_EQUAL("both", t.read("/one").c_str());
    LONGS_EQUAL(2, t.find("/one")->links);
    STRCMP_EQUAL("own", t.read("/three").c_str());
}

TEST(unpack, files_can_be_changed_afterwards) {
    const std::string big(9000, 'b');
    POINTERS_EQUAL(
        nullptr,
        unpack(archive({{"small", S_IFREG | 0644, "text"}, {"big", S_IFREG | 0644, big}})));
    const std::string before = kept;
    t.open("/small", vfs::open_flag::read_write);
    t.write(0, "T");
    STRCMP_EQUAL("Text", t.read("/small").c_str());
    t.open("/big", vfs::open_flag::read_write);
    t.write(5000, "X");
    CHECK(t.read("/big") == big.substr(0, 5000) + "X" + big.substr(5001));
    CHECK(kept == before);
    LONGS_EQUAL(24, t.find("/big")->blocks());
}

TEST(unpack, names_may_be_padded) {
    POINTERS_EQUAL(nullptr, unpack(archive({{"f", S_IFREG | 0644, "aligned", 0, 1, 3000}})));
    STRCMP_EQUAL("aligned", t.read("/f").c_str());
}

TEST(unpack, corruption_is_told) {
    const std::string good = archive({{"f", S_IFREG | 0644, "contents"}});
    for (std::size_t cut = 1; cut < record({"f", S_IFREG | 0644, "contents"}).size(); cut += 5) {
        tree fresh;
        const std::string part = good.substr(0, cut);
        CHECK(boot::unpack(part, fresh.fs->root()).reason != nullptr);
    }
    for (const made &m : std::vector<made>{
             {"a/../b", S_IFREG}, {std::string(300, 'x'), S_IFREG}, {"odd", 0170000}}) {
        tree fresh;
        const std::string bytes = archive({m});
        CHECK(boot::unpack(bytes, fresh.fs->root()).reason != nullptr);
    }
    tree fresh;
    const std::string below = archive({{"f", S_IFREG | 0644}, {"f/g", S_IFREG | 0644}});
    STRCMP_EQUAL("an entry lies below a file", boot::unpack(below, fresh.fs->root()).reason);
}

TEST(unpack, a_file_that_finds_no_room_is_told) {
    tree small{{.pages_max = 4}};
    const std::string bytes = archive({{"a", S_IFREG | 0644, std::string(3 * 4096, 'a')},
                                       {"b", S_IFREG | 0644, std::string(2 * 4096, 'b')}});
    STRCMP_EQUAL("there is no room for it", boot::unpack(bytes, small.fs->root()).reason);
    LONGS_EQUAL(3 * 4096, small.find("/a")->size);
    LONGS_EQUAL(0, small.find("/b")->size);
}

TEST(unpack, the_systems_own_archive_can_be_left_out) {
    kept = archive({{"bin", S_IFDIR | 0755}, {"bin/sh", S_IFREG | 0755, "program"}}) +
           archive({{"etc/added", S_IFREG | 0644, "text"}});
    const auto done = boot::unpack(kept, t.fs->root(), boot::which_archives::additions);
    POINTERS_EQUAL(nullptr, done.reason);
    STRCMP_EQUAL("text", t.read("/etc/added").c_str());
    CHECK(!t.find("/bin"));
}
