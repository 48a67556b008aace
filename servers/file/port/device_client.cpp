#include <port/device_client.hpp>

#include <string_view>

#include <port/service_client.hpp>
#include <protocol/device.hpp>
#include <protocol/error.hpp>
#include <vfs/filesystem.hpp>

namespace port {

namespace {
service_client console("console");
}

vfs::outcome<mach_port_t> open_device(const vfs::device &device, const vfs::vnode &node,
                                      uint32_t flags, const mach_msg_max_trailer_t &trailer) {
    if (device.server != std::string_view("console")) return vfs::fail(ENXIO);
    mach::rpc::exchange<protocol::device_open> x;
    x.request() = {.minor = device.minor,
                   .flags = flags,
                   .client = trailer.msgh_audit,
                   .device = node.fs().device(),
                   .inode = node.inode};
    const kern_return_t kr = console.call(x);
    if (protocol::is_unix_error(kr)) return vfs::fail(protocol::unix_error_number(kr));
    if (kr != KERN_SUCCESS) return vfs::fail(ENXIO);
    return x.reply().file.name;
}

}  // namespace port
