/// \file
/// The world around the file server, as tests make it up.
#pragma once

#include <cstdint>
#include <vector>

#include <protocol/device.hpp>
#include <protocol/process.hpp>
#include <protocol/process_service.hpp>

namespace vfs {
class vnode;
}

namespace fake {

extern int64_t now;
extern std::vector<protocol::process_record> processes;
extern std::vector<protocol::device_terminal> terminals;  ///< ascending numbers
extern const vfs::vnode *opened;                          ///< what somebody has open

}  // namespace fake
