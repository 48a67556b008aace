#include <CppUTest/TestHarness.h>

#include <map>
#include <memory>
#include <random>

#include <exercise.hpp>
#include <ext2/block_map.hpp>
#include <ext2/directory.hpp>
#include <ext2/names.hpp>

using namespace ext2;

namespace {

constexpr uint32_t now = 1'700'000'000;

/// What the volume should hold: names of one directory level below a few folders.
struct model_file {
    uint32_t number;
    std::shared_ptr<std::string> bytes;  ///< shared by hard links
};
using model_folder = std::map<std::string, model_file>;

void out_of_space(int error) { LONGS_EQUAL(ENOSPC, error); }

/// Random operations on a volume and on the model alike.
class pair_of_worlds {
public:
    pair_of_worlds(const std::string &options, unsigned kilobytes, unsigned seed)
        : disk(make_image(options, kilobytes)), random_(seed) {
        mount();
        for (const char *name : {"a", "b", "c"}) {
            inode top = load(root_inode);
            auto made = create(*v, top, name, {.mode = 040755, .uid = 0, .gid = 0, .now = now});
            CHECK(made.has_value());
            folder_numbers_[name] = made->number;
            folders_[name];
        }
    }

    void mount() {
        auto opened = volume::open(disk, false);
        CHECK(opened.has_value());
        v.reset(*opened);
    }
    void unmount() {
        CHECK(v->close().has_value());
        v.reset();
        STRCMP_EQUAL("", check_image(disk.bytes).c_str());
    }

    void step() {
        const std::string folder(1, static_cast<char>('a' + number(3)));
        const std::string name = "name" + std::to_string(number(40)) + std::string(number(60), 'n');
        model_folder &model = folders_[folder];
        inode parent = load(folder_numbers_[folder]);
        const auto at =
            model.empty() ? model.end() : std::next(model.begin(), number(model.size()));
        switch (number(8)) {
        case 0:
        case 1: make(parent, model, name); break;
        case 2:
            if (at != model.end()) remove(parent, model, at);
            break;
        case 3:
            if (at != model.end()) move(parent, model, at);
            break;
        case 4:
            if (at != model.end()) truncate(at->second);
            break;
        case 5:
            if (at != model.end()) add_link(parent, model, at->second, name);
            break;
        default:
            if (at != model.end()) write(at->second);
            break;
        }
    }

    /// Everything that the model has, and nothing more.
    void compare() {
        for (auto &[name, model] : folders_) {
            inode parent = load(folder_numbers_[name]);
            std::size_t entries = 0;
            found_entry e;
            for (uint64_t at = 0;; ++entries) {
                const auto more = directory(*v, parent).next(at, e);
                CHECK(more.has_value());
                if (!*more) break;
            }
            LONGS_EQUAL(model.size() + 2, entries);
            for (auto &[file, want] : model) {
                const auto found = directory(*v, parent).find(file);
                CHECK(found.has_value());
                LONGS_EQUAL(want.number, *found);
                inode node = load(*found);
                LONGS_EQUAL(want.bytes->size(), node.size());
                const auto bytes = read_bytes(*v, node, 0, node.size());
                CHECK(bytes.has_value() && *bytes == *want.bytes);
            }
        }
        LONGS_EQUAL(0, disk.reports);
    }

    memory_disk disk;
    std::unique_ptr<volume> v;

private:
    uint32_t number(std::size_t below) { return static_cast<uint32_t>(random_() % below); }
    inode load(uint32_t number) {
        inode node;
        CHECK(v->load(number, node).has_value());
        return node;
    }

    void make(inode &parent, model_folder &model, const std::string &name) {
        if (model.contains(name)) return;
        auto made = create(*v, parent, name, {.mode = 0100644, .uid = 70000, .gid = 3, .now = now});
        if (!made) return out_of_space(made.error());
        model[name] = {made->number, std::make_shared<std::string>()};
    }
    void remove(inode &parent, model_folder &model, model_folder::iterator at) {
        inode node = load(at->second.number);
        CHECK(unlink(*v, parent, at->first, node, now).has_value());
        LONGS_EQUAL(at->second.bytes.use_count() - 1, node.raw.links);
        if (node.raw.links == 0) CHECK(destroy(*v, node, now).has_value());
        model.erase(at);
    }
    void move(inode &parent, model_folder &model, model_folder::iterator at) {
        const std::string folder(1, static_cast<char>('a' + number(3)));
        model_folder &to = folders_[folder];
        const std::string name = "moved" + std::to_string(number(20));
        inode other = load(folder_numbers_[folder]);
        inode &target = &to == &model ? parent : other;
        inode node = load(at->second.number), old;
        const auto there = to.find(name);
        if (there == at) return;
        const bool replaces = there != to.end();
        if (replaces && there->second.number == node.number) return;
        if (replaces) old = load(there->second.number);
        const auto moved =
            rename(*v, {parent, at->first, &node}, {target, name, replaces ? &old : nullptr}, now);
        if (!moved) return out_of_space(moved.error());
        if (replaces && old.raw.links == 0) CHECK(destroy(*v, old, now).has_value());
        const model_file file = at->second;
        model.erase(at);
        to[name] = file;
    }
    void truncate(model_file &file) {
        inode node = load(file.number);
        const uint64_t size = number(2) ? number(300'000) : number(3000);
        if (size > file.bytes->size() + 100'000) return;
        CHECK(resize(*v, node, size).has_value());
        CHECK(v->store(node).has_value());
        file.bytes->resize(size);
    }
    void add_link(inode &parent, model_folder &model, const model_file &file,
                  const std::string &name) {
        if (model.contains(name)) return;
        inode node = load(file.number);
        const auto linked = link(*v, parent, name, node, now);
        if (!linked) return out_of_space(linked.error());
        model[name] = model_file(file);
    }
    void write(model_file &file) {
        inode node = load(file.number);
        const uint64_t offset = number(4) ? number(file.bytes->size() + 1) : number(400'000);
        std::string text(number(20'000), static_cast<char>('A' + number(26)));
        if (text.empty()) return;
        const auto blocks =
            missing_blocks(*v, node, offset / v->block_size(),
                           static_cast<uint32_t>(text.size() / v->block_size() + 2));
        CHECK(blocks.has_value());
        if (auto room = v->reserve(*blocks); !room) return out_of_space(room.error());
        v->unreserve(*blocks);
        const auto written = write_bytes(*v, node, offset, text);
        CHECK(written.has_value());  // what was promised is there
        CHECK(v->store(node).has_value());
        if (file.bytes->size() < offset + text.size()) file.bytes->resize(offset + text.size());
        file.bytes->replace(offset, text.size(), text);
    }

    std::mt19937 random_;
    std::map<std::string, model_folder> folders_;
    std::map<std::string, uint32_t> folder_numbers_;
};

void compare_worlds(const std::string &options, unsigned kilobytes, unsigned seed) {
    pair_of_worlds both(options, kilobytes, seed);
    for (unsigned round = 0; round < 3; ++round) {
        for (unsigned i = 0; i < 400; ++i) both.step();
        both.compare();
        both.unmount();
        both.mount();
        both.compare();
    }
}

}  // namespace

TEST_GROUP(ext2_model){};

TEST(ext2_model, blocks_of_1_kb) { compare_worlds("-b 1024", 32768, 1); }
TEST(ext2_model, blocks_of_2_kb) { compare_worlds("-b 2048", 32768, 2); }
TEST(ext2_model, blocks_of_4_kb) { compare_worlds("-b 4096", 65536, 3); }
TEST(ext2_model, small_inodes_and_groups) { compare_worlds("-b 1024 -I 128 -g 1024", 16384, 4); }
TEST(ext2_model, a_volume_that_is_full) { compare_worlds("-b 1024", 3000, 5); }
TEST(ext2_model, few_inodes) { compare_worlds("-b 1024 -N 32", 8192, 6); }
TEST(ext2_model, without_types_in_directories) { compare_worlds("-b 1024 -O ^filetype", 16384, 7); }
TEST(ext2_model, with_a_clean_journal) { compare_worlds("-b 1024 -j", 16384, 8); }
TEST(ext2_model, with_superblocks_in_all_groups) {
    compare_worlds("-b 1024 -O ^sparse_super,^resize_inode", 32768, 9);
}
