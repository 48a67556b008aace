#include <tree.hpp>

#include <cstring>

#include <lib/directory_packer.hpp>
#include <vfs/mount.hpp>
#include <vfs/names.hpp>
#include <vfs/open.hpp>
#include <vfs/path_of.hpp>

namespace {
int code(const vfs::outcome<> &o) { return o ? 0 : o.error(); }
const bool mounted = vfs::mounts.set_root(*tmpfs::filesystem::create({})).has_value();
}  // namespace

/// The table of mounts is one for the program; each tree walks from a root of its own.
tree::tree(const tmpfs::filesystem::options &how)
    : fs(mounted ? tmpfs::filesystem::create(how) : nullptr) {
    root = start = fs->root();
}

tree::~tree() {
    file.close();
    root = start = nullptr;
    delete fs;
}

int tree::open(const std::string &path, uint32_t flags, uint32_t mode) {
    file.close();
    vfs::walker where(who, root, start);
    auto opened = vfs::open(where, path, flags, mode, file);
    return opened ? 0 : opened.error();
}

int tree::make_file(const std::string &path, const std::string &text, uint32_t mode) {
    namespace flag = vfs::open_flag;
    if (int failed = open(path, flag::create | flag::truncate | flag::write_only, mode))
        return failed;
    return write(0, text);
}

int tree::write(int64_t offset, const std::string &text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const int64_t at =
            offset == vfs::at_position ? offset : offset + static_cast<int64_t>(done);
        auto written = file.write(at, text.data() + done, text.size() - done, who);
        if (!written) return written.error();
        done += *written;
    }
    return 0;
}

int tree::make_directory(const std::string &path, uint32_t mode) {
    return make_node(path, S_IFDIR | mode);
}

int tree::make_node(const std::string &path, uint32_t mode, uint64_t special) {
    vfs::walker where(who, root, start);
    return code(vfs::make_node(where, path, mode, special));
}

int tree::symlink(const std::string &target, const std::string &path) {
    vfs::walker where(who, root, start);
    return code(vfs::make_link(where, path, target));
}

int tree::link(const std::string &old, const std::string &path, bool follow) {
    vfs::walker from(who, root, start), where(who, root, start);
    return code(
        vfs::link(from, old, follow ? vfs::last_link::follow : vfs::last_link::keep, where, path));
}

int tree::unlink(const std::string &path) {
    vfs::walker where(who, root, start);
    return code(vfs::unlink(where, path));
}

int tree::remove_directory(const std::string &path) {
    vfs::walker where(who, root, start);
    return code(vfs::remove_directory(where, path));
}

int tree::rename(const std::string &old, const std::string &path, uint32_t flags) {
    vfs::walker from(who, root, start), where(who, root, start);
    return code(vfs::rename(from, old, where, path, flags));
}

vfs::ref<vfs::vnode> tree::find(const std::string &path, bool follow) {
    vfs::walker where(who, root, start);
    auto found = where.find(path, follow ? vfs::last_link::follow : vfs::last_link::keep);
    error = code(found);
    return found ? where.node : vfs::ref<vfs::vnode>();
}

std::string tree::read(const std::string &path) {
    if (open(path)) return "?";
    std::string all;
    for (;;) {
        char piece[1000];
        auto count = file.read(vfs::at_position, piece, sizeof piece);
        if (!count) return "?";
        if (*count == 0) return all;
        all.append(piece, *count);
    }
}

std::vector<std::string> tree::list(const std::string &path, std::size_t room) {
    std::vector<std::string> names;
    auto node = find(path);
    uint64_t at = 0;
    std::vector<char> buffer(room);
    for (;;) {
        server::directory_packer out(buffer.data(), room);
        if (!node || !node->read_directory(at, out) || out.too_small()) return {"?"};
        if (out.used() == 0) return names;
        for (std::size_t i = 0; i < out.used();) {
            uint16_t length;
            std::memcpy(&length, buffer.data() + i + 16, 2);
            names.emplace_back(buffer.data() + i + 19);
            i += length;
        }
        at = out.next();
    }
}

std::string tree::path_of(const std::string &path) {
    auto node = find(path, false);
    char buffer[vfs::path_length_max];
    if (!node) return "?";
    auto found = vfs::path_of(*node, *root, buffer);
    error = found ? 0 : found.error();
    return found ? std::string(*found) : "?";
}
