/// \file
/// What is on the disk when the power goes between two syncs.
#include <sstream>

#include <CppUTest/TestHarness.h>

#include <exercise.hpp>
#include <ext2/block_map.hpp>
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

namespace {

new_inode kind(uint16_t mode) {
    return {.mode = mode, .uid = 0, .gid = 0, .device = 0, .target = {}, .now = 3};
}

/// What names have led to on a disk whose groups are small, so that what belongs together lies far
/// apart, and directories of several blocks.
void prepare(volume &v) {
    inode top;
    CHECK(v.load(root_inode, top).has_value());
    for (int d = 0; d < 6; ++d) {
        auto folder = create(v, top, "d" + std::to_string(d), kind(040755));
        CHECK(folder.has_value());
        for (int f = 0; f < 12; ++f) {
            auto file = create(v, *folder, std::string(60, 'a') + std::to_string(f), kind(0100644));
            CHECK(file && write_bytes(v, *file, 0, std::string(2000, 'x')) && v.store(*file));
        }
        CHECK(v.store(*folder).has_value());
    }
    CHECK(v.store(top).has_value());
}

inode at(volume &v, inode &top, const std::string &name) {
    inode found;
    const auto number = directory(v, top).find(name);
    CHECK(number && v.load(*number, found));
    return found;
}

void drop(volume &v, inode &parent, const std::string &name) {
    inode node = at(v, parent, name);
    CHECK(unlink(v, parent, name, node, 4).has_value());
    CHECK(node.raw.links != 0 || destroy(v, node, 4));
}

/// Removes, makes, moves and links, in every way that one write-back may have to bring to the disk.
void stir(volume &v) {
    const std::string a(60, 'a'), b(60, 'b');
    inode top;
    CHECK(v.load(root_inode, top).has_value());
    inode d[6];
    for (int i = 0; i < 6; ++i) d[i] = at(v, top, "d" + std::to_string(i));
    for (int f = 0; f < 12; ++f) drop(v, d[5], a + std::to_string(f));
    CHECK(remove_directory(v, top, "d5", d[5], 4) && destroy(v, d[5], 4));
    for (int f = 0; f < 6; ++f) drop(v, d[0], a + std::to_string(f));
    for (int f = 0; f < 20; ++f)
        CHECK(create(v, d[1], b + std::to_string(f), kind(0100644)).has_value());
    auto below = create(v, d[2], "new", kind(040755));
    CHECK(below.has_value());
    for (int f = 0; f < 20; ++f)
        CHECK(create(v, *below, b + std::to_string(f), kind(0100644)).has_value());
    for (int f = 0; f < 3; ++f) {
        inode old = at(v, d[3], a + std::to_string(f));
        inode moved = at(v, d[4], a + std::to_string(f));
        CHECK(
            rename(v, {d[4], a + std::to_string(f), &moved}, {d[3], a + std::to_string(f), &old}, 4)
                .has_value());
        CHECK(destroy(v, old, 4).has_value());
    }
    inode twice = at(v, d[4], a + "7");
    CHECK(link(v, d[1], "twice", twice, 4).has_value());
    drop(v, d[4], a + "7");
    inode truncated = at(v, d[4], a + "8");
    CHECK(resize(v, truncated, 10) && v.store(truncated));
    for (inode &folder : d)
        if (folder.raw.links != 0) CHECK(v.store(folder).has_value());
    CHECK(v.store(*below) && v.store(top));
}

/// Does every name lead to something? \return how many there are.
unsigned names_below(volume &v, uint32_t number) {
    inode folder;
    CHECK(v.load(number, folder).has_value());
    unsigned count = 0;
    found_entry e;
    for (uint64_t position = 0;;) {
        const auto more = directory(v, folder).next(position, e);
        CHECK(more.has_value());
        if (!more || !*more) return count;
        inode node;
        CHECK(v.load(e.inode, node).has_value());
        ++count;
        if (node.is_directory() && e.name != "." && e.name != "..")
            count += names_below(v, e.inode);
    }
}

/// Does e2fsck say so of a directory that has a name itself? What is in a new one may come before
/// it has.
bool names_what_is_gone(const std::string &said) {
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);)
        if (line.find("deleted/unused") != line.npos && line.find("???") == line.npos) return true;
    return false;
}

}  // namespace

TEST(ext2_power, wherever_a_write_back_ends_every_name_leads_to_what_is_there) {
    memory_disk before{make_image("-b 1024 -g 256 -O ^resize_inode -N 256", 2048)};
    {
        const auto made = open(before);
        prepare(*made);
        CHECK(made->close().has_value());
    }
    const uint64_t first = [&] {
        memory_disk whole(before.bytes);
        const auto all = open(whole);
        stir(*all);
        const uint64_t begun = whole.writes;
        CHECK(all->write_back().has_value());
        CHECK_EQUAL(114u, names_below(*all, root_inode));
        CHECK(whole.writes > begun + 20);
        CHECK(all->close().has_value());
        STRCMP_EQUAL("", check_image(whole.bytes).c_str());
        return begun;
    }();
    for (uint64_t last = first;; ++last) {
        memory_disk cut(before.bytes);
        const auto begun = open(cut);
        cut.loses_from = last;
        stir(*begun);
        CHECK(begun->write_back().has_value());
        const bool whole = cut.writes <= last;
        memory_disk after(cut.bytes);
        const auto found = open(after);
        (void)names_below(*found, root_inode);
        LONGS_EQUAL(0, after.reports);
        CHECK_FALSE(names_what_is_gone(check_image(cut.bytes)));
        if (whole) break;
    }
}
