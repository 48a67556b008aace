#include <kern/cpio_reader.hpp>

#include <cstdio>
#include <string>

#include <CppUTest/TestHarness.h>

namespace {

std::string entry(const std::string &name, const std::string &data, unsigned mode = 0100644) {
    char header[111];
    std::snprintf(header, sizeof header,
                  "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 1u, mode, 0u, 0u,
                  1u, 0u, data.size(), 0u, 0u, 0u, 0u, name.size() + 1, 0u);
    std::string text = header + name + '\0';
    text.resize((text.size() + 3) & ~std::size_t{3});
    text += data;
    text.resize((text.size() + 3) & ~std::size_t{3});
    return text;
}

const std::string end = entry("TRAILER!!!", "");

std::span<const std::byte> bytes(const std::string &text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::string text_of(const cpio_entry &e) {
    return {reinterpret_cast<const char *>(e.data.data()), e.data.size()};
}

}  // namespace

TEST_GROUP(cpio_reader){};

TEST(cpio_reader, finds_files_with_any_leading_path) {
    const std::string archive =
        entry(".", "", 040755) + entry("./a", "one") + entry("/boot/bootstrap", "program") + end;
    auto found = cpio_reader(bytes(archive)).find("boot/bootstrap");
    CHECK_TRUE(found.has_value());
    STRCMP_EQUAL("program", text_of(*found).c_str());
    found = cpio_reader(bytes(archive)).find("a");
    STRCMP_EQUAL("one", text_of(*found).c_str());
    UNSIGNED_LONGS_EQUAL(0100644, found->mode);
}

TEST(cpio_reader, the_end_is_an_empty_name) {
    const std::string archive = entry("a", "1") + end;
    const auto found = cpio_reader(bytes(archive)).find("b");
    CHECK_TRUE(found.has_value());
    CHECK_TRUE(found->name.empty());
}

TEST(cpio_reader, reads_on_behind_a_trailer_and_padding) {
    const std::string archive =
        entry("a", "1") + end + std::string(512, '\0') + entry("b", "2") + end;
    const auto found = cpio_reader(bytes(archive)).find("b");
    CHECK_TRUE(found.has_value());
    STRCMP_EQUAL("2", text_of(*found).c_str());
}

TEST(cpio_reader, every_truncation_is_an_error_or_an_end) {
    const std::string archive =
        entry("a", "some data here") + entry("boot/bootstrap", "program text") + end;
    for (std::size_t size = 0; size < archive.size(); ++size) {
        const std::string cut =
            archive.substr(0, size);  // its own block, so that reading beyond is found out
        const auto found = cpio_reader(bytes(cut)).find("boot/bootstrap");
        if (found && !found->name.empty()) STRCMP_EQUAL("program text", text_of(*found).c_str());
    }
}

TEST(cpio_reader, damage_is_told) {
    std::string archive = entry("a", "1") + end;
    archive[0] = 'x';
    CHECK_FALSE(cpio_reader(bytes(archive)).next().has_value());
    archive = entry("a", "1") + end;
    archive[60] = 'z';  // in the file size
    CHECK_FALSE(cpio_reader(bytes(archive)).next().has_value());
    archive = entry("a", "1");
    archive.replace(54, 8, "ffffffff");  // longer than everything
    CHECK_FALSE(cpio_reader(bytes(archive)).next().has_value());
}
