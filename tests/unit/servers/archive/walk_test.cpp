#include "make_archive.hpp"

#include <walk.hpp>

#include <cerrno>
#include <sys/stat.h>

#include <CppUTest/TestHarness.h>

TEST_GROUP(archive_walk) {
    cpio_maker archive;
    std::optional<tree> files;
    caller root, other{1000, 1000};

    void setup() override {
        archive.add("d", S_IFDIR | 0755, "");
        archive.add("d/file", S_IFREG | 0640, "", {.uid = 1000, .gid = 5});
        archive.add("d/link", S_IFLNK | 0777, "file");
        archive.add("d/up", S_IFLNK | 0777, "../d/link");
        archive.add("d/out", S_IFLNK | 0777, "/etc/passwd");
        archive.add("loop", S_IFLNK | 0777, "loop");
        archive.add("closed", S_IFDIR | 0700, "");
        archive.add("closed/file", S_IFREG | 0644, "");
        const std::string &bytes = archive.finish();
        std::size_t position = 0;
        files =
            tree::read({reinterpret_cast<const std::byte *>(bytes.data()), bytes.size()}, position);
    }
    destination to(std::string_view path, bool follow = true) {
        return walk(*files, 0, path, follow, root, "/mnt/arc");
    }
    std::string outside(std::string_view path) {
        const destination d = to(path);
        return d.error == 0 && !d.inside ? d.rest : "inside";
    }
};

TEST(archive_walk, inside) {
    const tree::index file = files->child(files->child(0, "d"), "file");
    for (const char *path : {"d/file", "d//file", "./d/./file", "d/../d/file", "d/link", "d/up"}) {
        LONGS_EQUAL(0, to(path).error);
        LONGS_EQUAL(file, to(path).node);
    }
    LONGS_EQUAL(0, to("").node);
    CHECK_TRUE(S_ISLNK(files->at(to("d/link", false).node).mode));
}

TEST(archive_walk, above_the_root_is_the_folder_it_is_mounted_in) {
    STRCMP_EQUAL("/mnt/.", outside("..").c_str());
    STRCMP_EQUAL("/mnt/x/y", outside("d/../../x/y").c_str());
    STRCMP_EQUAL("/etc/passwd", outside("d/out").c_str());
    STRCMP_EQUAL("/bin", outside("/bin").c_str());
}

TEST(archive_walk, errors) {
    LONGS_EQUAL(ENOENT, to("none").error);
    LONGS_EQUAL(ENOENT, to("none/more").error);
    LONGS_EQUAL(ENOTDIR, to("d/file/more").error);
    LONGS_EQUAL(ENOTDIR, to("d/file/").error);
    LONGS_EQUAL(ELOOP, to("loop").error);
    LONGS_EQUAL(ENAMETOOLONG, to(std::string(256, 'x')).error);
    LONGS_EQUAL(EACCES, walk(*files, 0, "closed/file", true, other, "/").error);
    LONGS_EQUAL(0, to("closed/file").error);
}

TEST(archive_walk, who_may) {
    const tree::node &file = files->at(to("d/file").node);
    CHECK_TRUE(other.may(file, 6));
    CHECK_FALSE(other.may(file, 1));
    CHECK_TRUE((caller{7, 5}).may(file, 4));
    CHECK_FALSE((caller{7, 5}).may(file, 2));
    CHECK_FALSE((caller{7, 7}).may(file, 4));
    CHECK_TRUE(root.may(file, 6));
    CHECK_FALSE(root.may(file, 1));
}
