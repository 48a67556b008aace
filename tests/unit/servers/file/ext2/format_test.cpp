#include <CppUTest/TestHarness.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

#include <exercise.hpp>
#include <ext2/block_map.hpp>
#include <ext2/directory.hpp>
#include <ext2/names.hpp>

using namespace ext2;

TEST_GROUP(ext2_format) {
    std::unique_ptr<memory_disk> disk;
    std::unique_ptr<volume> v;

    void mount(std::vector<char> bytes) {
        disk = std::make_unique<memory_disk>(std::move(bytes));
        mount();
    }
    void mount() {
        auto opened = volume::open(*disk, false);
        CHECK(opened.has_value());
        v.reset(*opened);
    }
    void unmount() {
        CHECK(v->close().has_value());
        STRCMP_EQUAL("", check_image(disk->bytes).c_str());
    }
    inode load(uint32_t number) {
        inode node;
        CHECK(v->load(number, node).has_value());
        return node;
    }
    inode find(inode parent, const char *name) {
        const auto number = directory(*v, parent).find(name);
        CHECK(number.has_value());
        return load(*number);
    }
    inode make(inode & parent, const std::string &name, uint16_t mode, uint64_t device = 0,
               std::string_view target = {}) {
        auto made = create(
            *v, parent, name,
            {.mode = mode, .uid = 1, .gid = 2, .device = device, .target = target, .now = 1000});
        CHECK(made.has_value());
        return *made;
    }
    std::string target_of(inode node) {
        std::vector<char> buffer(v->block_size());
        const auto length = read_link(*v, node, buffer.data());
        return length ? std::string(buffer.data(), *length) : "?";
    }
};

TEST(ext2_format, reads_what_mke2fs_wrote) {
    const temporary_folder from;
    const std::string slow(100, 's');
    CHECK(mkdir((from.path + "/many").c_str(), 0700) == 0);
    for (unsigned i = 0; i < 500; ++i)
        std::ofstream(from.path + "/many/file-with-a-long-name-" + std::to_string(i)) << i;
    std::ofstream big(from.path + "/big");
    for (unsigned i = 0; i < 60'000; ++i) big << i << '\n';
    big.close();
    CHECK(truncate((from.path + "/big").c_str(), 3'000'000'000) == 0);
    CHECK(symlink("big", (from.path + "/fast").c_str()) == 0);
    CHECK(symlink(slow.c_str(), (from.path + "/slow").c_str()) == 0);
    mount(make_image("-b 1024", 16384, from.path));
    const inode top = load(root_inode), many = find(top, "many");
    LONGS_EQUAL(040700, many.raw.mode);
    for (unsigned i = 0; i < 500; i += 7) {
        inode file = find(many, ("file-with-a-long-name-" + std::to_string(i)).c_str());
        CHECK(*read_bytes(*v, file, 0, 100) == std::to_string(i));
    }
    inode file = find(top, "big");
    CHECK(file.size() == 3'000'000'000);
    CHECK(*read_bytes(*v, file, 0, 4) == "0\n1\n");
    CHECK(*read_bytes(*v, file, 2'999'999'000, 5000) == std::string(1000, '\0'));
    CHECK(target_of(find(top, "fast")) == "big");
    CHECK(target_of(find(top, "slow")) == slow);
    unmount();
}

TEST(ext2_format, debugfs_reads_what_we_write) {
    mount(make_image("-b 1024", 16384));
    inode top = load(root_inode);
    inode file = make(top, "file", 0100640);
    CHECK(write_bytes(*v, file, 0, "hello\n").has_value());
    CHECK(v->store(file).has_value());
    make(top, "fast", 0120777, 0, "file");
    make(top, "slow", 0120777, 0, std::string(80, 't'));
    make(top, "null", 020666, 1 << 8 | 3);
    unmount();
    STRCMP_EQUAL("hello\n", ask_debugfs(disk->bytes, "cat file").c_str());
    STRCMP_CONTAINS("Fast link dest: \"file\"", ask_debugfs(disk->bytes, "stat fast").c_str());
    STRCMP_CONTAINS("ttttt", ask_debugfs(disk->bytes, "cat slow").c_str());
    STRCMP_CONTAINS("number: 01:03", ask_debugfs(disk->bytes, "stat null").c_str());
}

TEST(ext2_format, all_levels_of_the_block_tree) {
    mount(make_image("-b 1024", 8192));
    inode top = load(root_inode), file = make(top, "sparse", 0100644);
    const uint64_t far[] = {0,
                            11 << 10,
                            12 << 10,
                            267 << 10,
                            268 << 10,
                            65803 << 10,
                            uint64_t{65804} << 10,
                            uint64_t{10'000'000} << 10};
    for (uint64_t at : far) CHECK(write_bytes(*v, file, at, "here").has_value());
    for (uint64_t at : far) CHECK(*read_bytes(*v, file, at, 4) == "here");
    CHECK(v->store(file).has_value());
    unmount();
    mount();
    file = find(load(root_inode), "sparse");
    for (uint64_t at : far) {
        CHECK(*read_bytes(*v, file, at, 4) == "here");
        CHECK(*read_bytes(*v, file, at + 2000, 4) == std::string(at == far[7] ? 0 : 4, '\0') ||
              at + 2048 > 266 << 10);
    }
    const uint32_t free = v->super().free_blocks;
    CHECK(resize(*v, file, 13 << 10).has_value());
    CHECK(v->store(file).has_value());
    CHECK(v->super().free_blocks > free);
    CHECK(*read_bytes(*v, file, 12 << 10, 4) == "here");
    unmount();
}

TEST(ext2_format, cut_off_bytes_come_back_as_zeros) {
    mount(make_image("-b 4096", 8192));
    inode top = load(root_inode), file = make(top, "file", 0100644);
    CHECK(write_bytes(*v, file, 0, std::string(10'000, 'x')).has_value());
    CHECK(resize(*v, file, 5000).has_value());
    CHECK(resize(*v, file, 10'000).has_value());
    CHECK(*read_bytes(*v, file, 4999, 5001) == "x" + std::string(5000, '\0'));
    CHECK(v->store(file).has_value());
    unmount();
}

TEST(ext2_format, directories_move_with_their_links) {
    mount(make_image("-b 1024", 8192));
    inode top = load(root_inode), a = make(top, "a", 040755);
    inode b = make(top, "b", 040755), inner = make(a, "inner", 040755);
    LONGS_EQUAL(5, top.raw.links);  // lost+found
    CHECK(rename(*v, {a, "inner", &inner}, {b, "moved", nullptr}, 5).has_value());
    LONGS_EQUAL(2, a.raw.links);
    LONGS_EQUAL(3, b.raw.links);
    LONGS_EQUAL(b.number, *directory(*v, inner).find(".."));
    inode target = make(top, "target", 040755);
    CHECK(rename(*v, {b, "moved", &inner}, {top, "target", &target}, 6).has_value());
    LONGS_EQUAL(0, target.raw.links);
    CHECK(destroy(*v, target, 7).has_value());
    make(inner, "file", 0100644);
    LONGS_EQUAL(ENOTEMPTY, remove_directory(*v, top, "target", inner, 8).error());
    CHECK(exchange(*v, {top, "target", &inner}, {top, "a", &a}, 9).has_value());
    CHECK(remove_directory(*v, top, "target", a, 10).has_value());
    CHECK(destroy(*v, a, 11).has_value());
    unmount();
}

TEST(ext2_format, a_directory_with_many_entries_shrinks_to_reuse) {
    mount(make_image("-b 1024 -N 5000", 16384));
    inode top = load(root_inode), many = make(top, "many", 040755);
    for (unsigned round = 0; round < 2; ++round) {
        for (unsigned i = 0; i < 3000; ++i) make(many, "entry" + std::to_string(i), 0100600);
        const uint64_t size = many.size();
        for (unsigned i = 0; i < 3000; ++i) {
            const std::string name = "entry" + std::to_string(i);
            inode node = find(many, name.c_str());
            CHECK(unlink(*v, many, name, node, 5).has_value());
            CHECK(destroy(*v, node, 5).has_value());
        }
        LONGS_EQUAL(size, many.size());
        CHECK(*directory(*v, many).empty());
    }
    unmount();
}

TEST(ext2_format, a_hash_tree_is_given_up_when_changed) {
    const temporary_folder from;
    CHECK(mkdir((from.path + "/many").c_str(), 0700) == 0);
    for (unsigned i = 0; i < 300; ++i)
        std::ofstream(from.path + "/many/name-that-is-rather-long-" + std::to_string(i)) << i;
    auto bytes = make_image("-b 1024 -O dir_index", 8192, from.path);
    const temporary_folder at;
    std::ofstream(at.path + "/image").write(bytes.data(), static_cast<long>(bytes.size()));
    (void)!std::system(
        ("PATH=$PATH:/usr/sbin e2fsck -fyD " + at.path + "/image >/dev/null 2>&1").c_str());
    std::ifstream(at.path + "/image").read(bytes.data(), static_cast<long>(bytes.size()));
    mount(bytes);
    inode many = find(load(root_inode), "many");
    CHECK(many.raw.flags & flag_index);
    find(many, "name-that-is-rather-long-250");
    make(many, "one more", 0100644);
    CHECK((many.raw.flags & flag_index) == 0);
    unmount();
}

TEST(ext2_format, refuses_what_it_does_not_know) {
    const auto refuse = [](const std::string &options) {
        memory_disk other(make_image(options, 16384));
        const auto opened = volume::open(other, false);
        return opened ? 0 : opened.error();
    };
    LONGS_EQUAL(EINVAL, refuse("-O extent"));
    LONGS_EQUAL(EINVAL, refuse("-O 64bit,extent"));
    memory_disk zeros(std::vector<char>(100'000));
    LONGS_EQUAL(EINVAL, volume::open(zeros, false).error());
    memory_disk cut(make_image("-b 1024", 8192));
    cut.bytes.resize(4096 * 1024);
    LONGS_EQUAL(EUCLEAN, volume::open(cut, false).error());
}

TEST(ext2_format, features_for_reading_only) {
    mount(make_image("-b 1024 -O metadata_csum,^resize_inode", 8192));
    CHECK(v->read_only());
    inode top = load(root_inode);
    LONGS_EQUAL(EROFS,
                create(*v, top, "x", {.mode = 0100644, .uid = 0, .gid = 0, .now = 1}).error());
    const auto before = disk->bytes;
    CHECK(v->close().has_value());
    CHECK(before == disk->bytes);
}
