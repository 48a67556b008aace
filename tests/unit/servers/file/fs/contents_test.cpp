#include <CppUTest/TestHarness.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

#include <fs/tmpfs/contents.hpp>
#include <fs/tmpfs/page_map.hpp>
#include <tree.hpp>

namespace flag = vfs::open_flag;

TEST_GROUP(contents) {
    tree t{{.pages_max = 1000, .nodes_max = 100}};
    void setup() override { t.open("/f", flag::create | flag::read_write); }
    std::string read(int64_t offset, std::size_t count) {
        std::string text(count, '#');
        auto done = t.file.read(offset, text.data(), count);
        return done ? text.substr(0, *done) : "?";
    }
    uint64_t pages_used() { return 1000 - t.fs->status().blocks_free; }
};

TEST(contents, holes_read_as_zeros_and_cost_nothing) {
    LONGS_EQUAL(0, t.write(100, "end"));
    CHECK(read(0, 103) == std::string(100, 0) + "end");
    LONGS_EQUAL(0, t.write(1 << 30, "far"));
    LONGS_EQUAL((1 << 30) + 3, t.file.node->size);
    CHECK(read((1 << 30) - 2, 10) == std::string(2, 0) + "far");
    CHECK(read(1 << 20, 10) == std::string(10, 0));
    LONGS_EQUAL(2 * 8, t.file.node->blocks());
    LONGS_EQUAL(2, pages_used());
}

TEST(contents, data_and_holes_are_found) {
    CHECK(t.file.truncate(1 << 26).has_value());
    LONGS_EQUAL(ENXIO, t.file.seek(0, 3).error());
    LONGS_EQUAL(0, *t.file.seek(0, 4));
    t.write(1 << 25, std::string(8192, 'x'));
    LONGS_EQUAL(1 << 25, *t.file.seek(0, 3));
    LONGS_EQUAL((1 << 25) + 8192, *t.file.seek((1 << 25) + 5, 4));
    LONGS_EQUAL(ENXIO, t.file.seek((1 << 25) + 8192, 3).error());
}

TEST(contents, a_punched_range_is_zeros_and_gives_its_pages_back) {
    t.write(0, std::string(20000, 'x'));
    LONGS_EQUAL(5, pages_used());
    CHECK(t.file.node->punch(4000, 12300).has_value());
    LONGS_EQUAL(3, pages_used());
    CHECK(read(3999, 3) == std::string("x\0\0", 3));
    CHECK(read(12299, 2) == std::string("\0x", 2));
    CHECK(t.file.node->punch(0, 1 << 20).has_value());
    LONGS_EQUAL(0, pages_used());
    LONGS_EQUAL(20000, t.file.node->size);
    CHECK(read(0, 20000) == std::string(20000, 0));
}

TEST(contents, space_is_reserved_or_refused) {
    CHECK(t.file.node->allocate(0, 8192, true).has_value());
    LONGS_EQUAL(2, pages_used());
    LONGS_EQUAL(0, t.file.node->size);
    CHECK(t.file.node->allocate(4096, 12288, false).has_value());
    LONGS_EQUAL(12288, t.file.node->size);
    CHECK(read(0, 12288) == std::string(12288, 0));
    LONGS_EQUAL(ENOSPC, t.file.node->allocate(0, 2000 * 4096, false).error());
    LONGS_EQUAL(3, pages_used());
}

TEST(contents, shrinking_clears) {
    t.write(0, std::string(10000, 'x'));
    LONGS_EQUAL(3, pages_used());
    CHECK(t.file.truncate(5000).has_value());
    LONGS_EQUAL(2, pages_used());
    CHECK(t.file.truncate(10000).has_value());
    CHECK(read(4999, 10) == "x" + std::string(9, 0));
    CHECK(t.file.truncate(0).has_value());
    LONGS_EQUAL(0, pages_used());
    t.write(0, "abc");
    CHECK(read(0, 9) == "abc");
}

TEST(contents, small_files_shrink_and_grow) {
    t.write(0, "hello world");
    CHECK(t.file.truncate(5).has_value());
    CHECK(t.file.truncate(8).has_value());
    CHECK(read(0, 20) == "hello" + std::string(3, 0));
    CHECK(t.file.truncate(6000).has_value());
    CHECK(read(0, 7000).size() == 6000);
    CHECK(read(0, 5) == "hello");
}

TEST(contents, space_ends) {
    LONGS_EQUAL(ENOSPC, t.write(0, std::string(1001 * 4096, 'x')));
    LONGS_EQUAL(1000, pages_used());
    LONGS_EQUAL(1000 * 4096, t.file.node->size);
    LONGS_EQUAL(ENOSPC, t.make_file("/g", "x"));
    t.open("/f", flag::read_write);
    LONGS_EQUAL(0, t.write(0, "over"));
    t.unlink("/f");
    t.file.close();
    LONGS_EQUAL(0, pages_used());
    LONGS_EQUAL(0, t.make_file("/g", "x"));
}

TEST(contents, nodes_end) {
    int i = 0;
    while (t.make_node("/n" + std::to_string(i), S_IFREG | 0644) == 0) ++i;
    LONGS_EQUAL(98, i);
    LONGS_EQUAL(ENOSPC, t.make_directory("/d"));
    t.unlink("/n0");
    LONGS_EQUAL(0, t.make_directory("/d"));
}

TEST(contents, files_have_a_largest_size) {
    LONGS_EQUAL(EFBIG, t.write(int64_t{1} << 40, "x"));
    LONGS_EQUAL(EFBIG, t.file.truncate((uint64_t{1} << 40) + 1).error());
    LONGS_EQUAL(EINVAL, t.file.truncate(~uint64_t{0}).error());
}

TEST(contents, what_is_mapped_is_what_is_read) {
    t.write(0, "small");
    auto object = t.file.map(true, true);
    CHECK(object.has_value());
    LONGS_EQUAL(5, object->size);
    CHECK(object->handle != 0);
    CHECK(read(0, 9) == "small");
    t.write(4094, "across");
    CHECK(read(4094, 9) == "across");
    LONGS_EQUAL(object->handle, t.file.map(true, true)->handle);
}

TEST(contents, agree_with_a_model) {
    std::mt19937 random(7);
    std::string model;
    for (int step = 0; step < 3000; ++step) {
        const std::size_t at = random() % 30000, count = random() % 9000;
        switch (random() % 4) {
        case 0: {
            const std::string text(count, static_cast<char>('a' + step % 26));
            LONGS_EQUAL(0, t.write(static_cast<int64_t>(at), text));
            if (count) model.resize(std::max(model.size(), at + count));
            model.replace(at < model.size() ? at : 0, count ? count : 0, text);
            break;
        }
        case 1:
            CHECK(t.file.truncate(at).has_value());
            model.resize(at);
            break;
        case 2:
            if (random() % 50 == 0) CHECK(t.file.map(true, random() % 2).has_value());
            break;
        default:
            CHECK(read(static_cast<int64_t>(at), count) ==
                  (at < model.size() ? model.substr(at, count) : ""));
        }
        LONGS_EQUAL(model.size(), t.file.node->size);
    }
}

// Who maps a hole can fill it with pages without the server's knowledge.
TEST(contents, a_mapped_file_takes_room_for_all_of_its_size) {
    CHECK(t.file.truncate(uint64_t{1} << 40).has_value());
    LONGS_EQUAL(ENOMEM, t.file.map(true, true).error());
    LONGS_EQUAL(ENOMEM, t.file.map(true, false).error());
    LONGS_EQUAL(0, pages_used());
    CHECK(t.file.truncate(900 * 4096).has_value());
    CHECK(t.file.map(true, false).has_value());
    LONGS_EQUAL(900, pages_used());
    LONGS_EQUAL(0, t.file.node->blocks());
    LONGS_EQUAL(ENOSPC, t.file.truncate(1001 * 4096).error());
    LONGS_EQUAL(ENOSPC, t.write(1000 * 4096, "end"));
    LONGS_EQUAL(0, t.write(999 * 4096, "end"));
    LONGS_EQUAL(1000, pages_used());
    CHECK(t.file.node->punch(0, 100 * 4096).has_value());
    LONGS_EQUAL(1000, pages_used());
    CHECK(t.file.truncate(10 * 4096).has_value());
    LONGS_EQUAL(10, pages_used());
}

TEST(contents, what_a_file_full_of_holes_costs_the_server_is_accounted) {
    constexpr int64_t step = 16 << 20;  // of a leaf of the map
    int64_t written = 0;
    while (t.write(written * step, "x") == 0) ++written;
    CHECK(written > 800 && written < 900);
    CHECK(t.file.truncate(0).has_value());
    LONGS_EQUAL(0, pages_used());
    LONGS_EQUAL(0, t.write((int64_t{1} << 40) - 1, "x"));
    LONGS_EQUAL(1 + 128, pages_used());
    CHECK(t.file.truncate(0).has_value());
    LONGS_EQUAL(0, pages_used());
}

TEST(contents, all_file_systems_together_have_a_limit) {
    tree more{{.pages_max = 1000, .nodes_max = 10}};
    tmpfs::filesystem &other = *more.fs;
    CHECK(other.take_pages(900));
    LONGS_EQUAL(1000, t.fs->status().blocks_free);
    tmpfs::filesystem::limit_all(1000);
    LONGS_EQUAL(100, t.fs->status().blocks_free);
    LONGS_EQUAL(ENOSPC, t.file.node->allocate(0, 101 * 4096, false).error());
    CHECK(t.file.node->allocate(0, 100 * 4096, false).has_value());
    other.give_pages(900);
    LONGS_EQUAL(900, t.fs->status().blocks_free);
    tmpfs::filesystem::limit_all(~uint64_t{0});
}

TEST(contents, the_boot_archive_is_no_memory_of_files) {
    static const char bytes[10 * 4096] = {};
    const std::string_view archived(bytes, sizeof bytes);
    const uint64_t before = tmpfs::filesystem::held_by_all();
    tmpfs::contents file(*t.fs);
    CHECK(file.borrow(archived).has_value());
    LONGS_EQUAL(10, pages_used());
    LONGS_EQUAL(before, tmpfs::filesystem::held_by_all());
    CHECK(file.resize(archived.size(), 5 * 4096).has_value());
    LONGS_EQUAL(before, tmpfs::filesystem::held_by_all());
    CHECK(file.write(0, "x", 1, 5 * 4096).has_value());
    LONGS_EQUAL(5, pages_used());
    LONGS_EQUAL(before + 5, tmpfs::filesystem::held_by_all());
}

TEST_GROUP(page_map){};

TEST(page_map, agrees_with_a_model) {
    std::mt19937 random(3);
    tmpfs::page_map map;
    std::vector<bool> model(20000);
    for (int step = 0; step < 300; ++step) {
        const uint64_t first = random() % 20000, last = first + random() % (20000 - first + 1);
        if (random() % 3) {
            LONGS_EQUAL(std::count(model.begin() + first, model.begin() + last, false),
                        map.missing(first, last));
            CHECK(map.set(first, last));
            std::fill(model.begin() + first, model.begin() + last, true);
        } else {
            const auto held = std::count(model.begin() + first, model.end(), true);
            LONGS_EQUAL(held, map.clear_from(first));
            std::fill(model.begin() + first, model.end(), false);
        }
        LONGS_EQUAL(std::count(model.begin(), model.end(), true), map.count());
        for (int i = 0; i < 20; ++i) {
            const uint64_t at = random() % 20000;
            LONGS_EQUAL(model[at], map.test(at));
        }
    }
}
