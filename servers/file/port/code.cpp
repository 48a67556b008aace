#include <port/code.hpp>

#include <vfs/filesystem.hpp>

namespace port {

namespace {
constexpr uint32_t block_size = 4096;
/// statfs flags: valid, relatime.
constexpr uint64_t mount_flags = 0x20 | 0x1000, read_only_flag = 1;
}  // namespace

void fill(protocol::io_attributes &out, vfs::vnode &node) {
    node.refresh();
    out = {.device = node.fs().device(),
           .inode = node.inode,
           .mode = node.mode,
           .links = node.links,
           .uid = node.uid,
           .gid = node.gid,
           .special_device = node.special,
           .size = node.size,
           .blocks = node.blocks(),
           .block_size = block_size,
           .access_time = node.access_time,
           .modification_time = node.modification_time,
           .change_time = node.change_time};
}

void fill(protocol::io_filesystem &out, const vfs::vnode &node) {
    const vfs::filesystem_status status = node.fs().status();
    out = {.type = status.type,
           .block_size = status.block_size,
           .blocks = status.blocks,
           .blocks_free = status.blocks_free,
           .blocks_available = status.blocks_free,
           .files = status.files,
           .files_free = status.files_free,
           .name_max = vfs::name_length_max,
           .flags = mount_flags | (node.fs().read_only() ? read_only_flag : 0),
           .id = node.fs().device()};
}

}  // namespace port
