/// \file
/// The file server: mounts the root (a disk's by the kernel option root=DEVICE), /dev, /dev/shm and
/// /proc, unpacks the boot archive, and answers.
#include <cstdio>
#include <cstring>
#include <new>

#include <boot/unpack.hpp>
#include <fs/devfs/devfs.hpp>
#include <fs/devpts/devpts.hpp>
#include <fs/mqueue/filesystem.hpp>
#include <fs/procfs/procfs.hpp>
#include <fs/tmpfs/tmpfs.hpp>
#include <lib/loop.hpp>
#include <lib/service.hpp>
#include <mach/mach.h>
#include <memory/segment.hpp>
#include <port/console_message.hpp>
#include <port/open_port.hpp>
#include <port/service_port.hpp>
#include <port/volume.hpp>
#include <vfs/mount.hpp>

namespace {

/// Files in memory may take half of it, as one tmpfs may on Linux. All of them together, since what
/// no process holds, ending processes does not bring back.
constexpr uint64_t memory_share = 2;
/// The same for what lies in pipes.
constexpr uint64_t pipe_share = 8;
/// And for POSIX message queues.
constexpr uint64_t message_queue_share = 16;

tmpfs::filesystem *make_tmpfs(const char *type, uint32_t mode) {
    const uint64_t pages = memory::physical_memory() / memory_share / tmpfs::filesystem::page;
    tmpfs::filesystem::limit_all(pages);
    auto *fs = tmpfs::filesystem::create(
        {.type = type, .pages_max = pages, .nodes_max = pages, .root_mode = mode});
    if (!fs) server::log("boot: no memory for a file system");
    return fs;
}

/// The whole boot archive, mapped for good; empty with a line in the log when it cannot be had.
std::string_view map_archive() {
    const mach_port_t object = server::granted("archive");
    memory_object_size_t size = 0;
    mach_vm_address_t address = 0;
    if (object == MACH_PORT_NULL || memory_object_get_size(object, &size) != KERN_SUCCESS ||
        mach_vm_map(mach_task_self(), &address, size, 0, VM_FLAGS_ANYWHERE, object, 0, 0,
                    VM_PROT_READ, VM_PROT_READ, VM_INHERIT_NONE) != KERN_SUCCESS) {
        server::log("boot: there is no boot archive");
        return {};
    }
    (void)mach_port_deallocate(mach_task_self(), object);
    return {reinterpret_cast<const char *>(address), size};
}

bool unpack(const vfs::ref<vfs::vnode> &root, boot::which_archives which) {
    const std::string_view archive = map_archive();
    if (archive.empty()) return false;
    const boot::unpack_result result = boot::unpack(archive, root, which);
    if (result.reason)
        server::log("boot: the boot archive cannot be unpacked from byte %zu on: %s", result.offset,
                    result.reason);
    return result.reason == nullptr;
}

/// Mounts `fs` on a directory of the tree, made if it is missing.
bool mount_at(vfs::vnode &parent, std::string_view name, vfs::filesystem *fs) {
    if (!fs) return false;
    auto on = parent.lookup(name);
    if (!on) on = parent.create(name, {.mode = S_IFDIR | 0755, .uid = 0, .gid = 0});
    return on && vfs::mounts.add(*fs, **on);
}

bool mount_all(vfs::vnode &root, mqueue::filesystem *queues) {
    auto *dev = make_tmpfs("devtmpfs", 0755);
    auto *shm = make_tmpfs("tmpfs", 01777);
    auto *pts = new (std::nothrow) devpts::filesystem;
    auto *proc = new (std::nothrow) procfs::filesystem(procfs::process_tree);
    auto *sys = new (std::nothrow) procfs::filesystem(procfs::system_tree);
    const bool done = dev && devfs::populate(*dev) && mount_at(root, "dev", dev) &&
                      mount_at(*dev->root(), "shm", shm) && mount_at(*dev->root(), "pts", pts) &&
                      mount_at(*dev->root(), "mqueue", queues) && mount_at(root, "proc", proc) &&
                      mount_at(root, "sys", sys);
    if (!done) server::log("boot: cannot mount /dev, /proc and /sys");
    return done;
}

/// Everything comes from the boot archive.
bool set_up_in_memory(mqueue::filesystem *queues) {
    auto *root = make_tmpfs("tmpfs", 0755);
    return root && vfs::mounts.set_root(*root) && unpack(root->root(), boot::which_archives::all) &&
           mount_all(*root->root(), queues);
}

/// To be started again would not help.
[[noreturn]] void wait_for_ever() {
    for (;;) (void)task_suspend(mach_task_self());
}

/// The root is on a disk; what the boot archive holds beside the system's own goes on top of it.
bool set_up_on_disk(std::string_view device, mqueue::filesystem *queues) {
    auto volume = port::open_volume(device, false, port::driver::may_come);
    if (!volume) {
        char line[128];
        std::snprintf(line, sizeof line, "boot: cannot mount the root %.*s: %s",
                      static_cast<int>(device.size()), device.data(),
                      std::strerror(volume.error()));
        port::tell_console(line);
        wait_for_ever();
    }
    const vfs::ref<vfs::vnode> root = (*volume)->root();
    return vfs::mounts.set_root(**volume) && mount_all(*root, queues) &&
           mount_at(*root, "run", make_tmpfs("tmpfs", 0755)) &&
           unpack(root, boot::which_archives::additions);
}

}  // namespace

int main(int argc, char **argv) {
    std::string_view device;
    constexpr std::string_view option = "root=";
    for (int i = 1; i < argc; ++i)
        if (const std::string_view word = argv[i]; word.starts_with(option))
            device = word.substr(option.size());
    auto *queues = new mqueue::filesystem;
    mqueue::room::limit_all(memory::physical_memory() / message_queue_share);
    if (!(device.empty() ? set_up_in_memory(queues) : set_up_on_disk(device, queues))) return 1;
    auto *nameless = make_tmpfs("tmpfs", 0700);
    if (!nameless) return 1;
    vfs::pipe::limit_all(memory::physical_memory() / pipe_share);
    auto *pipes = new vfs::pipe_filesystem;
    auto *service = new port::service_port(port::main_loop(), *pipes, *nameless, *queues);
    if (server::register_name("file", service->port()) != KERN_SUCCESS) {
        server::log("boot: the name \"file\" is not granted");
        return 1;
    }
    port::main_loop().run();
}
