#include "make_archive.hpp"

#include <tree.hpp>

#include <sys/stat.h>

#include <CppUTest/TestHarness.h>

TEST_GROUP(archive_tree) {
    cpio_maker archive;
    std::size_t position = 0;

    std::optional<tree> read() {
        const std::string &bytes = archive.finish();
        return tree::read({reinterpret_cast<const std::byte *>(bytes.data()), bytes.size()},
                          position);
    }
    static std::string text(const tree &files, tree::index i) {
        const auto data = files.at(i).data;
        return {reinterpret_cast<const char *>(data.data()), data.size()};
    }
};

TEST(archive_tree, files_and_folders) {
    archive.add(".", S_IFDIR | 0700, "");
    archive.add("a", S_IFDIR | 0755, "");
    archive.add("a/b", S_IFREG | 0644, "text");
    archive.add("a/c", S_IFLNK | 0777, "b");
    const auto files = read();
    CHECK_TRUE(files.has_value());
    LONGS_EQUAL(S_IFDIR | 0700, files->at(0).mode);
    const tree::index a = files->child(0, "a"), b = files->child(a, "b"), c = files->child(a, "c");
    CHECK_TRUE(b != tree::none);
    STRCMP_EQUAL("text", text(*files, b).c_str());
    STRCMP_EQUAL("/a/b", files->path(b).c_str());
    STRCMP_EQUAL("", files->path(0).c_str());
    LONGS_EQUAL(b, files->at(a).first);
    LONGS_EQUAL(c, files->at(b).next);
    LONGS_EQUAL(tree::none, files->at(c).next);
    LONGS_EQUAL(tree::none, files->child(0, "b"));
}

TEST(archive_tree, folders_that_only_paths_name) {
    archive.add("x/y/z", S_IFREG | 0600, "1");
    const auto files = read();
    CHECK_TRUE(files.has_value());
    LONGS_EQUAL(4, files->size());
    CHECK_TRUE(S_ISDIR(files->at(files->child(files->child(0, "x"), "y")).mode));
}

TEST(archive_tree, many_files_are_found) {
    for (int i = 0; i < 1000; ++i)
        archive.add("f" + std::to_string(i), S_IFREG | 0644, std::to_string(i));
    const auto files = read();
    CHECK_TRUE(files.has_value());
    for (int i = 0; i < 1000; ++i)
        STRCMP_EQUAL(std::to_string(i).c_str(),
                     text(*files, files->child(0, "f" + std::to_string(i))).c_str());
}

TEST(archive_tree, the_later_entry_counts) {
    archive.add("a", S_IFREG | 0644, "old");
    archive.add("a", S_IFREG | 0600, "new");
    const auto files = read();
    LONGS_EQUAL(2, files->size());
    STRCMP_EQUAL("new", text(*files, 1).c_str());
}

TEST(archive_tree, names_of_one_file_have_its_bytes) {
    archive.add("a", S_IFREG | 0644, "", {.links = 2, .inode = 7});
    archive.add("b", S_IFREG | 0644, "shared", {.links = 2, .inode = 7});
    const auto files = read();
    STRCMP_EQUAL("shared", text(*files, files->child(0, "a")).c_str());
    STRCMP_EQUAL("shared", text(*files, files->child(0, "b")).c_str());
}

TEST(archive_tree, refuses_what_is_no_tree) {
    for (const char *path : {"f/below", "../up", "f/../g"}) {
        archive = {};
        archive.add("f", S_IFREG | 0644, "");
        archive.add(path, S_IFREG | 0644, "");
        CHECK_FALSE(read().has_value());
    }
    archive = {};
    archive.add("a/b", S_IFREG | 0644, "");
    archive.add("a", S_IFREG | 0644, "");
    CHECK_FALSE(read().has_value());
    archive = {};
    archive.add("a", 0644, "");
    CHECK_FALSE(read().has_value());
    archive = {};
    CHECK_FALSE(read().has_value());  // nothing in it
}

TEST(archive_tree, refuses_what_is_cut) {
    archive.add("a", S_IFREG | 0644, "some text");
    const std::string whole = archive.finish();
    for (std::size_t size = 1; size < 121; ++size)
        CHECK_FALSE(
            tree::read({reinterpret_cast<const std::byte *>(whole.data()), size}, position));
}
