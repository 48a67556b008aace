/// \file
/// Operations that make, move and take away names. Each walks its own path and checks permissions;
/// flags are those of the system calls.
#pragma once

#include <vfs/walker.hpp>

namespace vfs {

inline constexpr uint32_t rename_no_replace = 1, rename_exchange = 2;

/// Owner, group and mode of something new in `parent`: the group is the folder's when that has the
/// set-group-id bit.
new_node inherit(const vnode &parent, const credentials &who, uint32_t mode);
/// Makes it, whoever asks. EINVAL for a name with a zero byte, EROFS.
outcome<ref<vnode>> create(vnode &parent, std::string_view name, const new_node &how);

/// `mode` with the type: a directory, regular file, FIFO, socket or (superuser only) device.
outcome<> make_node(walker &where, std::string_view path, uint32_t mode, uint64_t special);
outcome<> make_link(walker &where, std::string_view path, std::string_view target);
/// \param old a walk to do to the existing file; `follow` says whether a link is meant itself.
outcome<> link(walker &old, std::string_view path, last_link follow, walker &where,
               std::string_view new_path);
outcome<> unlink(walker &where, std::string_view path);
outcome<> remove_directory(walker &where, std::string_view path);
outcome<> rename(walker &old, std::string_view path, walker &where, std::string_view new_path,
                 uint32_t flags);

}  // namespace vfs
