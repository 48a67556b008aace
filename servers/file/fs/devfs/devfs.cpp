#include <fs/devfs/devfs.hpp>

#include <string_view>

#include <vfs/device.hpp>
#include <vfs/vnode.hpp>

namespace devfs {

namespace {

struct node_entry {
    std::string_view name;
    uint32_t major, minor, mode, gid;
};
constexpr uint32_t tty_group = 5;
constexpr node_entry nodes[] = {
    {"null", 1, 3, 0666, 0},    {"zero", 1, 5, 0666, 0},         {"full", 1, 7, 0666, 0},
    {"random", 1, 8, 0666, 0},  {"urandom", 1, 9, 0666, 0},      {"tty", 5, 0, 0666, tty_group},
    {"console", 5, 1, 0600, 0}, {"ptmx", 5, 2, 0666, tty_group}, {"rtc0", 254, 0, 0600, 0},
};

struct link_entry {
    std::string_view name, target;
};
constexpr link_entry links[] = {
    {"fd", "/proc/self/fd"},       {"rtc", "rtc0"},
    {"stdin", "/proc/self/fd/0"},  {"stdout", "/proc/self/fd/1"},
    {"stderr", "/proc/self/fd/2"},
};

}  // namespace

vfs::outcome<> populate(tmpfs::filesystem &fs) {
    const vfs::ref<vfs::vnode> root = fs.root();
    for (const node_entry &n : nodes)
        TRY(root->create(n.name, {.mode = S_IFCHR | n.mode,
                                  .uid = 0,
                                  .gid = n.gid,
                                  .special = vfs::make_device(n.major, n.minor)}));
    for (const link_entry &l : links)
        TRY(root->create(l.name, {.mode = S_IFLNK | 0777, .uid = 0, .gid = 0, .target = l.target}));
    TRY(root->create("shm", {.mode = S_IFDIR | 0755, .uid = 0, .gid = 0}));
    return {};
}

}  // namespace devfs
