/// \file
/// The example of a server mounted on a path: archives seen as trees, at the port of the name
/// "archive". Ids 25700 to 25799.
#pragma once

#include <protocol/file.hpp>

namespace protocol {

#pragma pack(push, 4)
struct archive_open_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::ool};
    mach_msg_ool_descriptor_t data;  ///< the whole archive, cpio newc
    path_tail variable;              ///< where its tree is to be mounted: an absolute path
};
struct archive_open_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t root;  ///< the tree's root directory, for file_mount
    kern_return_t result;
};
#pragma pack(pop)

/// EPERM: only the superuser; EINVAL: the path is not absolute; EUCLEAN: no archive.
using archive_open =
    mach::rpc::routine<25700, "archive_open", archive_open_request, archive_open_reply>;
using archive_interface = mach::rpc::interface<"archive", archive_open>;

}  // namespace protocol
