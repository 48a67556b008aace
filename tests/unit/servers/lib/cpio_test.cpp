#include <lib/cpio.hpp>

#include <cstdio>
#include <string>

#include <CppUTest/TestHarness.h>

namespace {

std::string record(const std::string &path, const std::string &data, unsigned mode = 0100644) {
    char header[111];
    std::snprintf(header, sizeof header,
                  "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 7u, mode, 1u, 2u,
                  1u, 99u, static_cast<unsigned>(data.size()), 0u, 0u, 5u, 6u,
                  static_cast<unsigned>(path.size() + 1), 0u);
    std::string text = header + path + '\0';
    text.resize((text.size() + 3) & ~std::size_t{3});
    text += data;
    text.resize((text.size() + 3) & ~std::size_t{3});
    return text;
}

std::span<const std::byte> bytes(const std::string &text) {
    return {reinterpret_cast<const std::byte *>(text.data()), text.size()};
}

using state = server::cpio_reader::state;

}  // namespace

TEST_GROUP(cpio) { server::cpio_entry entry; };

TEST(cpio, EntriesOfSeveralArchives) {
    const std::string text = record("/etc/passwd", "root\n") + record("TRAILER!!!", "") +
                             std::string(300, '\0') + record("./bin", "", 040755) +
                             record("TRAILER!!!", "");
    server::cpio_reader reader(bytes(text));
    CHECK_TRUE(reader.next(entry) == state::entry);
    CHECK_TRUE(entry.path == "etc/passwd");
    UNSIGNED_LONGS_EQUAL(5, entry.data.size());
    UNSIGNED_LONGS_EQUAL(2, entry.gid);
    UNSIGNED_LONGS_EQUAL(6, entry.device_minor);
    CHECK_TRUE(reader.next(entry) == state::entry);
    CHECK_TRUE(entry.path == "bin");
    UNSIGNED_LONGS_EQUAL(040755, entry.mode);
    CHECK_TRUE(reader.next(entry) == state::end);
    CHECK_TRUE(reader.next(entry) == state::end);
}

TEST(cpio, EveryTruncationIsFoundAndNothingIsReadOutside) {
    const std::string text = record("a", "12345678") + record("b", "x");
    for (std::size_t size = 1; size < text.size() - 3; ++size) {
        const std::string part(
            text, 0, size);  // its own allocation, so that the sanitizer sees a read beyond it
        server::cpio_reader reader(bytes(part));
        state last;
        do last = reader.next(entry);
        while (last == state::entry);
        if (size != record("a", "12345678").size()) CHECK_TRUE(last == state::corrupt);
    }
}

TEST(cpio, BadFieldsAreCorrupt) {
    for (std::size_t at : {0u, 20u, 54u, 94u}) {
        std::string text = record("a", "1234");
        text[at] = 'g';
        server::cpio_reader reader(bytes(text));
        CHECK_TRUE(reader.next(entry) == state::corrupt);
        CHECK_TRUE(reader.next(entry) == state::corrupt);
    }
    std::string text = record("a", "1234");
    text.replace(54, 8, "ffffffff");
    server::cpio_reader reader(bytes(text));
    CHECK_TRUE(reader.next(entry) == state::corrupt);
}
