#include <exercise.hpp>

#include <algorithm>
#include <cstring>

#include <ext2/block_map.hpp>
#include <ext2/directory.hpp>
#include <ext2/names.hpp>

using namespace ext2;

namespace {

constexpr unsigned entries_max = 2000, depth_max = 5;

void read_all(volume &v, inode &node) {
    const uint64_t size = std::min<uint64_t>(node.size(), 1 << 20);
    for (uint64_t at = 0; at < size; at += 65536)
        if (!read_bytes(v, node, at, 65536)) return;
    if (node.size() > size) (void)read_bytes(v, node, node.size() - 1, 1);
}

void walk(volume &v, uint32_t number, unsigned depth, unsigned &entries) {
    inode node;
    if (!v.load(number, node)) return;
    if (node.is_regular()) read_all(v, node);
    if (node.is_link()) {
        std::vector<char> buffer(v.block_size());
        (void)read_link(v, node, buffer.data());
    }
    if (!node.is_directory() || depth == depth_max) return;
    found_entry e;
    for (uint64_t at = 0; ++entries < entries_max;) {
        const auto more = directory(v, node).next(at, e);
        if (!more || !*more) return;
        if (e.name != "." && e.name != "..") walk(v, e.inode, depth + 1, entries);
    }
}

void remove(volume &v, inode &top, std::string_view name) {
    const auto number = directory(v, top).find(name);
    inode node;
    if (!number || !v.load(*number, node)) return;
    const bool folder = node.is_directory();
    const auto gone =
        folder ? remove_directory(v, top, name, node, 5) : unlink(v, top, name, node, 5);
    if (gone && node.raw.links == 0) (void)destroy(v, node, 6);
}

void change(volume &v) {
    inode top;
    if (!v.load(root_inode, top)) return;
    const std::string text(3 * v.block_size() + 7, 'x');
    if (auto file = create(v, top, "new", {.mode = 0100644, .uid = 1, .gid = 2, .now = 3})) {
        for (uint64_t at : {uint64_t{0}, uint64_t{13} * v.block_size(), uint64_t{1} << 20})
            (void)write_bytes(v, *file, at, text);
        (void)resize(v, *file, 5000);
        (void)v.store(*file);
        (void)rename(v, {top, "new", &*file}, {top, "newer", nullptr}, 4);
    }
    if (auto folder = create(v, top, "folder", {.mode = 040755, .uid = 1, .gid = 2, .now = 3}))
        (void)create(v, *folder, "in", {.mode = 0100644, .uid = 1, .gid = 2, .now = 3});
    inode node;
    if (const auto number = directory(v, top).find("big"); number && v.load(*number, node)) {
        (void)resize(v, node, 10 * v.block_size() + 1);
        (void)v.store(node);
    }
    for (const char *name : {"newer", "folder", "big", "sparse", "link", "slow", "many"})
        remove(v, top, name);
}

}  // namespace

outcome<std::string> read_bytes(volume &v, inode &node, uint64_t offset, std::size_t count) {
    if (offset >= node.size()) return std::string();
    count = std::min<uint64_t>(count, node.size() - offset);
    const uint64_t first = offset / v.block_size();
    const uint64_t last = (offset + count + v.block_size() - 1) / v.block_size();
    std::string blocks((last - first) * v.block_size(), '#');
    TRY(read_blocks(v, node, first, static_cast<uint32_t>(last - first), blocks.data()));
    return blocks.substr(offset - first * v.block_size(), count);
}

outcome<> write_bytes(volume &v, inode &node, uint64_t offset, const std::string &text) {
    const uint64_t first = offset / v.block_size(), end = offset + text.size();
    const uint64_t last = (end + v.block_size() - 1) / v.block_size();
    std::string blocks((last - first) * v.block_size(), '\0');
    if (first * v.block_size() < node.size())
        TRY(read_blocks(v, node, first, static_cast<uint32_t>(last - first), blocks.data()));
    std::memcpy(blocks.data() + (offset - first * v.block_size()), text.data(), text.size());
    const auto written =
        write_blocks(v, node, first, static_cast<uint32_t>(last - first), blocks.data());
    TRY(v.device().finish());
    if (end > node.size()) TRY(resize(v, node, end));
    return written;
}

void exercise(memory_disk &disk) {
    auto opened = volume::open(disk, false);
    if (!opened) return;
    const std::unique_ptr<volume> v(*opened);
    unsigned entries = 0;
    walk(*v, root_inode, 0, entries);
    change(*v);
    (void)v->close();
}
