#include <CppUTest/TestHarness.h>

#include <cstring>
#include <fstream>
#include <random>
#include <set>

#include <sys/stat.h>
#include <unistd.h>

#include <exercise.hpp>

namespace {

constexpr unsigned block_size = 1024, kilobytes = 1024;

std::vector<char> busy_image() {
    const temporary_folder from;
    CHECK(mkdir((from.path + "/many").c_str(), 0700) == 0);
    for (unsigned i = 0; i < 100; ++i)
        std::ofstream(from.path + "/many/a-name-of-some-length-" + std::to_string(i)) << i;
    std::ofstream(from.path + "/big") << std::string(300'000, 'b');
    std::ofstream sparse(from.path + "/sparse");
    sparse << "begin";
    sparse.seekp(80'000'000);
    sparse << "end";
    sparse.close();
    (void)!symlink("big", (from.path + "/link").c_str());
    (void)!symlink(std::string(200, 's').c_str(), (from.path + "/slow").c_str());
    return make_image("-b 1024 -N 128", kilobytes, from.path);
}

/// Blocks other than files' own bytes, which are all alike.
std::set<unsigned> metadata_blocks(const std::vector<char> &bytes) {
    std::set<unsigned> found;
    for (unsigned block = 0; block < kilobytes; ++block) {
        const char *at = bytes.data() + std::size_t{block} * block_size;
        const bool uniform = std::memcmp(at, at + 1, block_size - 1) == 0;
        if (!uniform) found.insert(block);
    }
    return found;
}

void survive(std::vector<char> bytes) {
    memory_disk disk(std::move(bytes));
    exercise(disk);
    CHECK(disk.operations < 200'000);
}

}  // namespace

TEST_GROUP(ext2_damage){};

TEST(ext2_damage, every_metadata_block_with_anything_in_it) {
    const auto image = busy_image();
    const auto blocks = metadata_blocks(image);
    CHECK(blocks.size() > 30);
    std::mt19937 random(1);
    for (unsigned block : blocks) {
        const std::size_t begin = std::size_t{block} * block_size;
        for (const int byte : {0x00, 0xff, 0x01}) {
            auto bytes = image;
            std::memset(bytes.data() + begin, byte, block_size);
            survive(std::move(bytes));
        }
        for (unsigned round = 0; round < 12; ++round) {
            auto bytes = image;
            for (unsigned change = 0; change <= round; ++change) {
                const std::size_t at = begin + random() % (block_size / 4) * 4;
                const uint32_t value = random() % 3 ? random() % kilobytes : random();
                std::memcpy(&bytes[at], &value, round % 2 ? 2 : 4);
            }
            survive(std::move(bytes));
        }
    }
}

TEST(ext2_damage, one_metadata_block_in_place_of_another) {
    const auto image = busy_image();
    const auto blocks = metadata_blocks(image);
    std::mt19937 random(2);
    const std::vector<unsigned> list(blocks.begin(), blocks.end());
    for (unsigned to : list) {
        auto bytes = image;
        const unsigned from = list[random() % list.size()];
        std::memcpy(&bytes[std::size_t{to} * block_size], &image[std::size_t{from} * block_size],
                    block_size);
        survive(std::move(bytes));
    }
}

TEST(ext2_damage, a_tree_of_blocks_that_contains_itself_is_freed_once) {
    auto bytes = busy_image();
    memory_disk disk(bytes);
    // Every pointer of every block that looks like a row of pointers leads to that block itself.
    for (unsigned block : metadata_blocks(bytes)) {
        auto copy = bytes;
        for (unsigned at = 0; at < block_size; at += 4)
            std::memcpy(&copy[std::size_t{block} * block_size + at], &block, 4);
        survive(std::move(copy));
    }
}

TEST(ext2_damage, a_disk_that_fails_at_any_moment) {
    const auto image = busy_image();
    memory_disk whole(image);
    exercise(whole);
    STRCMP_EQUAL("", check_image(whole.bytes).c_str());
    LONGS_EQUAL(0, whole.reports);
    for (uint64_t at = 0; at < whole.operations; ++at) {
        memory_disk disk(image);
        disk.fails_from = at;
        exercise(disk);
    }
}
