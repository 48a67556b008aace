#include <CppUTest/TestHarness.h>

#include <algorithm>

#include <fake/sources.hpp>
#include <fs/procfs/procfs.hpp>
#include <tree.hpp>
#include <vfs/mount.hpp>

TEST_GROUP(procfs) {
    tree t;
    procfs::filesystem proc{procfs::process_tree};
    vfs::mount *mounted = nullptr;
    void setup() override {
        t.make_directory("/proc");
        t.root = t.start = proc.root();
        protocol::process_record one{}, two{};
        one.pid = 1;
        one.state = 'S';
        one.threads = 1;
        std::copy_n("init", 5, one.name);
        two = one;
        two.pid = 42;
        two.parent = 1;
        two.euid = 1000;
        std::copy_n("cat", 4, two.name);
        fake::processes = {one, two};
        t.who.pid = 42;
    }
    void teardown() override { std::vector<protocol::process_record>().swap(fake::processes); }
    bool lists(const std::string &path, const std::string &name) {
        const auto names = t.list(path, 100);
        return std::count(names.begin(), names.end(), name) == 1;
    }
};

TEST(procfs, lists_what_is_there) {
    CHECK(lists("/", "self"));
    CHECK(lists("/", "42"));
    CHECK(lists("/", "1"));
    CHECK(lists("/42", "cmdline"));
    CHECK(lists("/42/task", "42"));
    CHECK(lists("/sys/kernel", "hostname"));
    LONGS_EQUAL(t.list("/", 48).size(), t.list("/", 4096).size());
}

TEST(procfs, tells_of_processes) {
    CHECK(t.read("/42/stat").starts_with("42 (cat) R 1 "));  // who asks runs
    CHECK(t.read("/1/stat").starts_with("1 (init) S 0 "));
    LONGS_EQUAL(51, std::ranges::count(t.read("/42/stat"), ' '));
    STRCMP_EQUAL("init\n", t.read("/1/comm").c_str());
    CHECK(t.read("/42/cmdline") == std::string("cat\0/proc/self/cmdline\0", 23));
    CHECK(t.read("/42/status").find("Uid:\t0\t1000\t") != std::string::npos);
    LONGS_EQUAL(1000, t.find("/42")->uid);
    t.find("/43");
    LONGS_EQUAL(ENOENT, t.error);
    t.find("/042");
    LONGS_EQUAL(ENOENT, t.error);
}

TEST(procfs, self_is_who_asks) {
    STRCMP_EQUAL("cat\n", t.read("/self/comm").c_str());
    t.who.pid = 1;
    STRCMP_EQUAL("init\n", t.read("/self/comm").c_str());
    CHECK(t.read("/self/task/1/comm") == "init\n");
}

TEST(procfs, lists_descriptors) {
    LONGS_EQUAL(5, t.list("/42/fd").size());
    LONGS_EQUAL(5, t.list("/42/fd", 48).size());
    CHECK(t.find("/42/fd/17", false)->is_link());
    STRCMP_EQUAL("/42/fd/17", t.path_of("/42/fd/17").c_str());
    t.find("/42/fd/0", false);
    LONGS_EQUAL(0, t.error);
    t.find("/42/fd/3", false);
    LONGS_EQUAL(ENOENT, t.error);
    t.find("/42/fd/17");
    LONGS_EQUAL(ENOENT, t.error);  // its target, in this tree
}

namespace {
std::string target(tree &t, const char *link) {
    char buffer[vfs::path_length_max];
    const auto text = t.find(link, false)->read_link(buffer);
    return text ? std::string(*text) : "?";
}
}  // namespace

TEST(procfs, links_to_the_files_of_a_process) {
    STRCMP_EQUAL("/work", target(t, "/42/cwd").c_str());
    STRCMP_EQUAL("/", target(t, "/42/root").c_str());
    STRCMP_EQUAL("/bin/cat", target(t, "/42/exe").c_str());
    STRCMP_EQUAL("/open/17", target(t, "/42/fd/17").c_str());
}

TEST(procfs, goes_up_again) {
    CHECK(t.find("/42/..") == t.root);
    LONGS_EQUAL(t.find("/42")->inode, t.find("/42/task/..")->inode);
    LONGS_EQUAL(t.find("/42/task")->inode, t.find("/42/task/42/..")->inode);
    LONGS_EQUAL(t.find("/sys")->inode, t.find("/sys/kernel/..")->inode);
    STRCMP_EQUAL("/sys/kernel/random", t.path_of("/sys/kernel/random").c_str());
    STRCMP_EQUAL("/42/task/42/comm", t.path_of("/42/task/42/comm").c_str());
}

TEST(procfs, tells_of_the_system) {
    STRCMP_EQUAL("12.34 0.00\n", t.read("/uptime").c_str());
    STRCMP_EQUAL("1.50 0.02 0.00 1/9 42\n", t.read("/loadavg").c_str());
    const std::string memory = t.read("/meminfo");
    CHECK(memory.starts_with("MemTotal:          65536 kB\n"));
    CHECK(memory.contains("\nMemAvailable:      36864 kB\n"));
    CHECK(memory.contains("\nInactive:           1024 kB\n"));
    const std::string counts = t.read("/vmstat");
    CHECK(counts.contains("\npgpgin 68\npgpgout 112\npswpin 7\npswpout 8\npgfault 9\n"));
    CHECK(t.read("/stat").contains("\nintr 6\nctxt 5\nbtime 1\nprocesses 17\n"));
    STRCMP_EQUAL("425 3\n", t.read("/libposix/unimplemented").c_str());
    STRCMP_EQUAL("Linux\n", t.read("/sys/kernel/ostype").c_str());
    LONGS_EQUAL(37, t.read("/sys/kernel/random/uuid").size());
}

TEST(procfs, is_not_written) {
    LONGS_EQUAL(0, t.open("/uptime", vfs::open_flag::write_only));
    LONGS_EQUAL(EIO, t.write(0, "x"));
    LONGS_EQUAL(ENOENT, t.make_directory("/x"));
    LONGS_EQUAL(EPERM, t.unlink("/uptime"));
    t.who.uid = 5;
    LONGS_EQUAL(EACCES, t.open("/1/environ"));
}

TEST_GROUP(sysfs) {
    tree t;
    procfs::filesystem sys{procfs::system_tree};
    void setup() override { t.root = t.start = sys.root(); }
};

TEST(sysfs, tells_of_processors) {
    STRCMP_EQUAL("0-1\n", t.read("/devices/system/cpu/online").c_str());
    STRCMP_EQUAL("0-1\n", t.read("/devices/system/cpu/possible").c_str());
    const auto names = t.list("/devices/system/cpu", 100);
    LONGS_EQUAL(2 + 5 + 2, names.size());
    CHECK(t.find("/devices/system/cpu/cpu1")->is_directory());
    t.find("/devices/system/cpu/cpu2");
    LONGS_EQUAL(ENOENT, t.error);
}

TEST(sysfs, is_a_tree_of_its_own) {
    LONGS_EQUAL(2, t.list("/block").size());
    CHECK(t.find("/devices/system/../..") == t.root);
    STRCMP_EQUAL("/devices/system/cpu/cpu0", t.path_of("/devices/system/cpu/cpu0").c_str());
    t.find("/1");
    LONGS_EQUAL(ENOENT, t.error);
    t.find("/self");
    LONGS_EQUAL(ENOENT, t.error);
}
