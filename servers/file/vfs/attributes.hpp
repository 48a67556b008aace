/// \file
/// Changing a file's owner, mode and times.
#pragma once

#include <optional>

#include <vfs/credentials.hpp>

namespace vfs {

struct attribute_change {
    std::optional<uint32_t> mode;  ///< permissions only; type bits are ignored
    std::optional<uint32_t> uid, gid;
    std::optional<int64_t> access_time, modification_time;  ///< ns
    bool access_now = false, modification_now = false;
};

/// All or nothing. EPERM, EACCES, EROFS.
outcome<> change_attributes(vnode &node, const credentials &who, const attribute_change &change);

}  // namespace vfs
