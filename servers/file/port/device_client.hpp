/// \file
/// Devices that other servers drive.
#pragma once

#include <mach/mach.h>
#include <vfs/device.hpp>
#include <vfs/result.hpp>
#include <vfs/vnode.hpp>

namespace port {

/// Opens the device, by its node, for the sender of `trailer`. Waits for its server, which must not
/// wait for this one meanwhile, but for two seconds at most.
/// \return a send right to the open file, the caller's. ENXIO and what the server says.
vfs::outcome<mach_port_t> open_device(const vfs::device &device, const vfs::vnode &node,
                                      uint32_t flags, const mach_msg_max_trailer_t &trailer);

}  // namespace port
