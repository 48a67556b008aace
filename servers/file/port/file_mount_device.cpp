/// \file
/// File systems on disks.
#include <string>

#include <fs/ext2/filesystem.hpp>
#include <mach/mach.h>
#include <port/block_disk.hpp>
#include <port/code.hpp>
#include <port/open_port.hpp>
#include <port/volume.hpp>
#include <vfs/mount.hpp>
#include <vfs/walker.hpp>

namespace port {

vfs::outcome<vfs::filesystem *> open_volume(std::string_view device, bool read_only, driver when) {
    const auto slash = device.rfind('/');
    auto disk =
        TRY(block_disk::open(slash == std::string_view::npos ? device : device.substr(slash + 1),
                             when == driver::may_come));
    const std::string source = std::string("/dev/") + disk->name();
    return TRY(ext2fs::filesystem::mount(std::move(disk), source, read_only));
}

namespace {

vfs::outcome<> mount(std::string_view device, vfs::vnode &on, bool read_only) {
    vfs::filesystem *fs = TRY(open_volume(device, read_only, driver::is_there));
    auto mounted = vfs::mounts.add(*fs, on);
    if (!mounted) delete fs;
    return mounted;
}

}  // namespace

kern_return_t open_port::serve(protocol::file_mount_device, call<protocol::file_mount_device> c) {
    if (c.request.second_directory.name != MACH_PORT_NULL)
        (void)mach_port_deallocate(mach_task_self(), c.request.second_directory.name);
    const vfs::credentials who = sender_of(c.trailer);
    const std::string_view both = text_of(c.request.variable);
    if (!who.superuser()) return code_of(EPERM);
    if (c.request.first > both.size()) return code_of(EINVAL);
    vfs::walker device(who, root(), file_.node);
    ANSWER(device.find(both.substr(0, c.request.first), vfs::last_link::follow));
    if (!S_ISBLK(device.node->mode)) return code_of(ENOTBLK);
    vfs::walker where(who, root(), file_.node);
    ANSWER(where.find(both.substr(c.request.first), vfs::last_link::follow));
    return code_of(
        mount(device.name, *where.node, (c.request.flags & protocol::file_mount_read_only) != 0));
}

kern_return_t open_port::serve(protocol::file_unmount, call<protocol::file_unmount> c) {
    const vfs::credentials who = sender_of(c.trailer);
    if (!who.superuser()) return code_of(EPERM);
    vfs::filesystem *fs = nullptr;
    {
        vfs::walker where(who, root(), file_.node);
        const auto walked = where.find(text_of(c.request.variable), vfs::last_link::follow);
        if (!walked && walked.error() == vfs::EELSEWHERE && where.rest.empty()) {
            (void)mach_port_deallocate(mach_task_self(), vfs::mounts.remove(*where.elsewhere));
            return KERN_SUCCESS;
        }
        ANSWER(walked);
        fs = &where.node->fs();
        // A directory inside is not what is mounted.
        if (where.node != (fs->mounted_at ? fs->mounted_at->root() : vfs::mounts.root()))
            return code_of(EINVAL);
        where.node = where.parent = nullptr;
        if (!fs->mounted_at) return code_of(EBUSY);
        ANSWER(fs->unmount());
    }
    (void)vfs::mounts.remove(*fs->mounted_at);
    delete fs;
    return KERN_SUCCESS;
}

}  // namespace port
