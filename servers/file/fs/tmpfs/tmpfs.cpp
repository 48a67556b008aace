#include <fs/tmpfs/tmpfs.hpp>

#include <new>

#include <fs/tmpfs/directory.hpp>

namespace tmpfs {

filesystem *filesystem::create(const options &how) {
    auto *fs = new (std::nothrow) filesystem(how);
    if (!fs) return nullptr;
    auto root = make_node(*fs, {.mode = S_IFDIR | how.root_mode, .uid = 0, .gid = 0});
    if (!root) {
        delete fs;
        return nullptr;
    }
    auto &top = static_cast<directory &>(**root);
    top.make_root();
    fs->root_ = std::move(*root);
    return fs;
}

vfs::ref<vfs::vnode> filesystem::root() { return root_; }

vfs::filesystem_status filesystem::status() const {
    return {.type = 0x01021994,
            .block_size = page,
            .blocks = options_.pages_max,
            .blocks_free = pages_free(),
            .files = options_.nodes_max,
            .files_free = options_.nodes_max - nodes_};
}

}  // namespace tmpfs
