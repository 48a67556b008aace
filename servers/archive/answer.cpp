#include "answer.hpp"

#include <sys/stat.h>

#include "open_file.hpp"

namespace {

constexpr uint64_t block_size = 4096, unit = 512, second = 1'000'000'000;
constexpr uint64_t cpio_magic = 0x71c7;
/// Apart from the numbers of the file server's file systems, which begin at 1.
uint64_t device_of(const mounted_archive &archive) { return cpio_magic << 32 | archive.number; }

}  // namespace

protocol::io_attributes attributes_of(const mounted_archive &archive, tree::index i) {
    const tree::node &node = archive.files.at(i);
    const auto time = static_cast<int64_t>(node.modification_time * second);
    return {.device = device_of(archive),
            .inode = inode_of(i),
            .mode = node.mode,
            .links = node.links,
            .uid = node.uid,
            .gid = node.gid,
            .special_device = node.device,
            .size = node.data.size(),
            .blocks = (node.data.size() + unit - 1) / unit,
            .block_size = block_size,
            .access_time = time,
            .modification_time = time,
            .change_time = time};
}

protocol::io_filesystem status_of(const mounted_archive &archive) {
    constexpr uint64_t read_only = 1;
    return {.type = cpio_magic,
            .block_size = block_size,
            .blocks = (archive.size + block_size - 1) / block_size,
            .blocks_free = 0,
            .blocks_available = 0,
            .files = archive.files.size(),
            .files_free = 0,
            .name_max = 255,
            .flags = read_only,
            .id = device_of(archive)};
}
