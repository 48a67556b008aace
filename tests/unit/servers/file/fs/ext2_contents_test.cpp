#include <CppUTest/TestHarness.h>

#include <deque>
#include <random>
#include <string>

#include <ext2/disk_image.hpp>
#include <fake/file_pages.hpp>
#include <fs/ext2/filesystem.hpp>
#include <fs/ext2/node.hpp>
#include <vfs/description.hpp>

namespace {

/// A disk whose reads for later come when they are told to, in any order.
class slow_disk final : public ext2::block_device {
public:
    explicit slow_disk(memory_disk &on) : on_(on) {}
    uint64_t size() const override { return on_.size(); }
    ext2::outcome<> read(uint64_t offset, void *to, uint32_t count) override {
        return on_.read(offset, to, count);
    }
    void read_later(uint64_t offset, uint32_t count, ext2::arrival &to) override {
        waiting.push_back({offset, count, &to});
    }
    ext2::outcome<> write(uint64_t offset, const void *from, uint32_t count) override {
        return on_.write(offset, from, count);
    }
    ext2::outcome<> flush() override { return on_.flush(); }
    bool congested() const override { return busy; }
    uint64_t mark() const override { return 1; }
    ext2::outcome<> reached(uint64_t) override {
        return busy ? ext2::outcome<>(ext2::fail(EAGAIN)) : flush();
    }
    bool busy = false;  ///< it has enough to do
    void report(const char *what, uint64_t where) override { on_.report(what, where); }

    bool deliver(std::size_t which) {
        if (waiting.empty()) return false;
        const auto at = waiting.begin() + static_cast<std::ptrdiff_t>(which % waiting.size());
        const request r = *at;
        waiting.erase(at);
        ext2::block_device::read_later(r.offset, r.count, *r.to);
        return true;
    }
    struct request {
        uint64_t offset;
        uint32_t count;
        ext2::arrival *to;
    };
    std::deque<request> waiting;

private:
    memory_disk &on_;
};

struct volume {
    explicit volume(const char *options) : disk(make_image(options, 8192)) { mount(); }
    ~volume() {
        if (fs) unmount();
    }
    void mount() {
        auto device = std::make_unique<slow_disk>(disk);
        slow = device.get();
        auto mounted = ext2fs::filesystem::mount(std::move(device), "disk", false);
        CHECK(mounted.has_value());
        fs = static_cast<ext2fs::filesystem *>(*mounted);
    }
    void unmount() {
        while (slow->deliver(0)) {
        }
        CHECK(fs->unmount().has_value());
        delete std::exchange(fs, nullptr);
    }
    /// Goes on until something comes of it.
    template <class Operation>
    auto await(Operation operation) {
        for (;;) {
            auto done = operation();
            if (done || done.error() != EAGAIN) return done;
            CHECK(slow->deliver(random()));
        }
    }
    int write(vfs::vnode &file, uint64_t at, const std::string &text) {
        auto done = await([&] { return file.write(nobody, at, text.data(), text.size()); });
        if (done) LONGS_EQUAL(text.size(), *done);
        return done ? 0 : done.error();
    }
    std::string read(vfs::vnode &file, uint64_t at, std::size_t count) {
        std::string text(count, '#');
        auto done = await([&] { return file.read(nobody, at, text.data(), count); });
        return done ? text.substr(0, *done) : "error " + std::to_string(done.error());
    }
    vfs::ref<vfs::vnode> file(const char *name) {
        if (auto found = fs->root()->lookup(name)) return *found;
        return *fs->root()->create(name, {.mode = S_IFREG | 0644, .uid = 0, .gid = 0});
    }

    /// "f", which holds so many times "x", nothing of it in memory.
    vfs::ref<vfs::vnode> cold_file(std::size_t size) {
        LONGS_EQUAL(0, write(*file("f"), 0, std::string(size, 'x')));
        unmount();
        mount();
        return file("f");
    }

    memory_disk disk;
    slow_disk *slow = nullptr;
    ext2fs::filesystem *fs = nullptr;
    vfs::description nobody;
    std::mt19937 random{11};
};

}  // namespace

TEST_GROUP(ext2_contents){};

TEST(ext2_contents, a_page_comes_later) {
    volume v("-b 1024");
    auto f = v.cold_file(20000);
    char byte = 0;
    LONGS_EQUAL(EAGAIN, f->read(v.nobody, 9000, &byte, 1).error());
    CHECK(v.read(*f, 9000, 1) == "x");
    memory::take_away(0);
    LONGS_EQUAL(0, v.write(*f, 30, "y"));
    CHECK(v.read(*f, 29, 3) == "xyx");
}

TEST(ext2_contents, a_page_that_cannot_be_read) {
    volume v("-b 1024");
    auto f = v.cold_file(20000);
    v.disk.fails_from = v.disk.operations;
    CHECK(v.read(*f, 0, 1) == "error " + std::to_string(EIO));
    v.disk.fails_from = UINT64_MAX;
    CHECK(v.read(*f, 0, 1) == "x");
}

TEST(ext2_contents, a_sync_goes_on_when_the_disk_does) {
    volume v("-b 1024");
    auto f = v.file("f");
    vfs::filesystem::sync_state state;
    LONGS_EQUAL(0, v.write(*f, 0, std::string(200000, 'x')));
    v.slow->busy = true;
    LONGS_EQUAL(EAGAIN, v.fs->sync_later(state).error());
    CHECK_FALSE(state.begun);
    v.slow->busy = false;
    CHECK(v.fs->write_back());
    v.slow->busy = true;
    LONGS_EQUAL(EAGAIN, v.fs->sync_later(state).error());
    CHECK_TRUE(state.begun);  // nothing is left to be written
    v.slow->busy = false;
    v.disk.fails_from = v.disk.operations;
    LONGS_EQUAL(EIO, v.fs->sync_later(state).error());
    v.disk.fails_from = UINT64_MAX;
    CHECK(v.fs->sync_later(state).has_value());
}

TEST(ext2_contents, who_writes_waits_for_a_disk_that_has_enough_to_do) {
    volume v("-b 1024");
    auto f = v.file("f");
    v.fs->account().changed_max = 4;
    v.slow->busy = true;
    LONGS_EQUAL(0, v.write(*f, 0, std::string(20000, 'x')));
    LONGS_EQUAL(EAGAIN, f->write(v.nobody, 20000, "y", 1).error());
    CHECK(v.read(*f, 10000, 1) == "x");
    v.slow->busy = false;
    v.slow->listener->progress();
    LONGS_EQUAL(0, v.fs->account().changed);
    LONGS_EQUAL(1, *f->write(v.nobody, 20000, "y", 1));
}

TEST(ext2_contents, what_arrives_for_a_file_that_was_cut_is_old) {
    volume v("-b 1024");
    auto f = v.cold_file(20000);
    char byte = 0;
    LONGS_EQUAL(EAGAIN, f->read(v.nobody, 0, &byte, 1).error());
    CHECK(f->truncate(1).has_value());
    CHECK(f->truncate(20000).has_value());
    while (v.slow->deliver(0)) {
    }
    CHECK(v.read(*f, 0, 3) == std::string("x\0\0", 3));
    CHECK(v.read(*f, 15000, 1) == std::string(1, 0));
}

/// Pages go away at any time, reads come in any order; the file is what was written, and so is the
/// disk.
TEST(ext2_contents, holes_are_found_and_made) {
    for (const uint64_t block : {1024, 4096}) {
        volume v(block == 1024 ? "-b 1024" : "-b 4096");
        auto f = v.file("f");
        CHECK(f->truncate(1 << 20).has_value());
        LONGS_EQUAL(0, f->next_hole(0));
        LONGS_EQUAL(1 << 20, f->next_data(0));
        LONGS_EQUAL(0, v.write(*f, 65536, std::string(16384, 'x')));
        LONGS_EQUAL(0, v.write(*f, 524288, std::string(4096, 'y')));
        for (int written = 0; written < 2; ++written) {
            LONGS_EQUAL(65536, f->next_data(0));
            LONGS_EQUAL(66000, f->next_data(66000));
            LONGS_EQUAL(65536 + 16384, f->next_hole(65536));
            LONGS_EQUAL(524288, f->next_data(65536 + 16384));
            LONGS_EQUAL(1 << 20, f->next_data(524288 + 4096));
            LONGS_EQUAL(1 << 20, f->next_hole(1 << 20));
            CHECK(v.fs->sync().has_value());
        }
        const uint64_t before = f->blocks();
        CHECK(f->punch(65536 + 10, 65536 + 16384 - block + 10).has_value());
        LONGS_EQUAL(before - (16384 / block - 2) * block / 512, f->blocks());
        LONGS_EQUAL(65536 + block, f->next_hole(65536));
        LONGS_EQUAL(65536 + 16384 - block, f->next_data(65536 + block));
        CHECK(v.read(*f, 65536, 12) == std::string(10, 'x') + std::string(2, '\0'));
        CHECK(v.read(*f, 65536 + 16384 - block + 8, 4) == std::string(2, '\0') + "xx");
        CHECK(f->punch(524288, 2 << 20).has_value());
        LONGS_EQUAL(1 << 20, f->size);
        LONGS_EQUAL(1 << 20, f->next_data(524288));
        LONGS_EQUAL(EOPNOTSUPP, f->allocate(0, 4096, true).error());
        f = nullptr;
        v.unmount();
        STRCMP_EQUAL("", check_image(v.disk.bytes).c_str());
        v.mount();
    }
}

TEST(ext2_contents, agree_with_a_model) {
    for (const char *options : {"-b 1024", "-b 4096"}) {
        volume v(options);
        std::mt19937 &random = v.random;
        std::string model;
        auto f = v.file("f");
        for (int step = 0; step < 2000; ++step) {
            const std::size_t at = random() % 200000, count = 1 + random() % 20000;
            switch (random() % 9) {
            case 8:
                if (at >= model.size()) break;
                CHECK(f->punch(at, at + count).has_value());
                std::fill_n(model.begin() + static_cast<std::ptrdiff_t>(at),
                            std::min(count, model.size() - at), '\0');
                break;
            case 0:
            case 1: {
                const std::string text(count, static_cast<char>('a' + step % 26));
                LONGS_EQUAL(0, v.write(*f, at, text));
                model.resize(std::max(model.size(), at + count));
                model.replace(at, count, text);
                break;
            }
            case 2:
                if (random() % 4) break;
                CHECK(f->truncate(at).has_value());
                model.resize(at);
                break;
            case 3: CHECK(v.fs->sync().has_value()); break;
            case 4: v.slow->deliver(random()); break;
            case 5:
            case 6: memory::take_away(random() % 60); break;
            default:
                CHECK(v.read(*f, at, count) == (at < model.size() ? model.substr(at, count) : ""));
            }
            LONGS_EQUAL(model.size(), f->size);
        }
        f = nullptr;
        v.unmount();
        STRCMP_EQUAL("", check_image(v.disk.bytes).c_str());
        v.mount();
        CHECK(v.read(*v.file("f"), 0, model.size() + 1) == model);
    }
}
