#include <vfs/mount.hpp>

#include <new>

#include <vfs/filesystem.hpp>

namespace vfs {

mount_table mounts;

mount::mount(filesystem &fs, ref<vnode> root, ref<vnode> covered)
    : fs_(&fs), root_(std::move(root)), covered_(std::move(covered)) {}

mount::mount(uint32_t server, ref<vnode> covered) : server_(server), covered_(std::move(covered)) {}

void mount_table::append(mount &m) {
    mount **link = &first_;
    while (*link) link = &(*link)->next_;
    *link = &m;
}

outcome<> mount_table::set_root(filesystem &fs) {
    auto *m = new (std::nothrow) mount(fs, fs.root(), nullptr);
    if (!m) return fail(ENOMEM);
    append(*m);
    return {};
}

outcome<> mount_table::add(filesystem &fs, vnode &on) {
    if (!on.is_directory()) return fail(ENOTDIR);
    if (on.mounted_here || fs.mounted_at) return fail(EBUSY);
    auto *m = new (std::nothrow) mount(fs, fs.root(), ref<vnode>::share(on));
    if (!m) return fail(ENOMEM);
    on.mounted_here = fs.mounted_at = m;
    append(*m);
    return {};
}

outcome<> mount_table::add_server(uint32_t server, vnode &on) {
    if (!on.is_directory()) return fail(ENOTDIR);
    if (on.mounted_here) return fail(EBUSY);
    auto *m = new (std::nothrow) mount(server, ref<vnode>::share(on));
    if (!m) return fail(ENOMEM);
    on.mounted_here = m;
    append(*m);
    return {};
}

uint32_t mount_table::remove(mount &which) {
    mount **link = &first_;
    while (*link != &which) link = &(*link)->next_;
    *link = which.next_;
    const uint32_t server = which.server_;
    which.covered_->mounted_here = nullptr;
    if (which.fs_) which.fs_->mounted_at = nullptr;
    delete &which;
    return server;
}

ref<vnode> directory_above(vnode &node, const vnode &root) {
    vnode *at = &node;
    for (;;) {
        if (at == &root) return ref<vnode>::share(*at);
        mount *here = at->fs().mounted_at;
        if (!here || at != here->root().get()) return at->parent();
        at = here->covered().get();
    }
}

}  // namespace vfs
