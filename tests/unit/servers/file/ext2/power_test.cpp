/// \file
/// What is on the disk when the power goes between two syncs.
#include <CppUTest/TestHarness.h>

#include <exercise.hpp>
#include <ext2/directory.hpp>
#include <ext2/names.hpp>

using namespace ext2;

TEST_GROUP(ext2_power) {
    memory_disk disk{make_image("-b 1024 -N 32", 2048)};
    std::unique_ptr<volume> v = open(disk);

    static std::unique_ptr<volume> open(memory_disk & on) {
        auto opened = volume::open(on, false);
        CHECK(opened.has_value());
        return std::unique_ptr<volume>(*opened);
    }
    inode make(const char *name, const std::string &contents) {
        inode top;
        CHECK(v->load(root_inode, top).has_value());
        auto made =
            create(*v, top, name,
                   {.mode = 0100644, .uid = 0, .gid = 0, .device = 0, .target = {}, .now = 1});
        CHECK(made.has_value());
        CHECK(write_bytes(*v, *made, 0, contents).has_value());
        CHECK(v->store(*made).has_value());
        CHECK(v->store(top).has_value());
        return *made;
    }
    void remove(const char *name, inode &node) {
        inode top;
        CHECK(v->load(root_inode, top).has_value());
        CHECK(unlink(*v, top, name, node, 2).has_value());
        CHECK(v->store(top).has_value());
        CHECK(destroy(*v, node, 2).has_value());
    }
    void unmount() {
        CHECK(v->close().has_value());
        STRCMP_EQUAL("", check_image(disk.bytes).c_str());
    }
};

TEST(ext2_power, a_removed_file_keeps_its_bytes_until_its_end_is_written) {
    const std::string kept(3000, 'k');
    inode old = make("old", kept);
    CHECK(v->sync().has_value());
    remove("old", old);
    for (unsigned i = 0; i < 5; ++i) {
        inode other = make(("other" + std::to_string(i)).c_str(), std::string(3000, 'o'));
        CHECK(other.number != old.number);
    }
    memory_disk cut(disk.bytes);  // data is written at once, metadata was not
    const auto after = open(cut);
    inode top, found;
    CHECK(after->load(root_inode, top).has_value());
    CHECK(after->load(*directory(*after, top).find("old"), found).has_value());
    CHECK(*read_bytes(*after, found, 0, 3000) == kept);
    unmount();
}

TEST(ext2_power, what_was_freed_is_given_out_once_that_is_written) {
    const uint32_t goal = v->goal_of(root_inode), block = *v->allocate_block(goal);
    const uint32_t number = *v->allocate_inode(root_inode, false);
    CHECK(v->free_block(block).has_value());
    CHECK(v->free_inode(number, false).has_value());
    const uint32_t next = *v->allocate_block(block), next_number = *v->allocate_inode(2, false);
    CHECK(next != block);
    CHECK(next_number != number);
    CHECK(v->write_back().has_value());
    CHECK(v->free_block(next).has_value());  // after the write-back: goes with the next one
    CHECK(v->settle().has_value());
    LONGS_EQUAL(block, *v->allocate_block(block));
    CHECK(*v->allocate_block(next) != next);
    LONGS_EQUAL(number, *v->allocate_inode(2, false));
}

TEST(ext2_power, a_full_disk_gives_out_what_has_just_been_freed) {
    uint32_t last = 0, last_inode = 0;
    while (const auto block = v->allocate_block(1)) last = *block;
    while (const auto number = v->allocate_inode(2, false)) last_inode = *number;
    CHECK(v->free_block(last).has_value());
    CHECK(v->free_inode(last_inode, false).has_value());
    LONGS_EQUAL(last, *v->allocate_block(1));
    LONGS_EQUAL(last_inode, *v->allocate_inode(2, false));
    LONGS_EQUAL(ENOSPC, v->allocate_block(1).error());
    LONGS_EQUAL(ENOSPC, v->allocate_inode(2, false).error());
    LONGS_EQUAL(0, disk.reports);
}
