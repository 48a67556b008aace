/// \file
/// What devpts knows about pseudo-terminals: asked from the console server
/// (port/device_client.cpp), made up by tests.
#pragma once

#include <cstddef>
#include <cstdint>

#include <protocol/device.hpp>
#include <vfs/result.hpp>

namespace devpts {

/// Up to `room` of them from number `first` on, ascending; 0: no more. EIO when the console server
/// does not answer.
vfs::outcome<std::size_t> list_terminals(uint32_t first, protocol::device_terminal *to,
                                         std::size_t room);

}  // namespace devpts
