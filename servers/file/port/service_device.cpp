/// \file
/// Nodes of /dev for what drivers have found.
#include <port/code.hpp>
#include <port/service_port.hpp>
#include <vfs/mount.hpp>

namespace port {

kern_return_t service_port::serve(protocol::file_device,
                                  const mach::rpc::call<protocol::file_device> &c) {
    if (sender_of(c.trailer).pid != 0) return KERN_DENIED;
    const std::string_view name = text_of(c.request.variable);
    const auto covered = vfs::mounts.root()->lookup("dev");
    if (!covered || !(*covered)->mounted_here || name.empty() ||
        name.find('/') != std::string_view::npos)
        return KERN_INVALID_ARGUMENT;
    vfs::vnode &dev = *(*covered)->mounted_here->root();
    if (dev.lookup(name)) return KERN_SUCCESS;  // the driver has been started again
    constexpr uint32_t disk_group = 6;
    return code_of(dev.create(
        name, {.mode = c.request.mode, .uid = 0, .gid = disk_group, .special = c.request.number}));
}

}  // namespace port
