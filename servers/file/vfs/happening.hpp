/// \file
/// What happens to files, told to whoever watches them (inotify(7)).
#pragma once

#include <cstdint>
#include <string_view>

#include <vfs/vnode.hpp>

namespace vfs {

/// IN_* of inotify(7).
namespace happening {
inline constexpr uint32_t access = 1, modify = 2, attributes = 4, close_write = 8,
                          close_no_write = 0x10, open = 0x20, moved_from = 0x40, moved_to = 0x80,
                          create = 0x100, remove = 0x200, remove_self = 0x400, move_self = 0x800,
                          all = 0xfff, overflow = 0x4000, ignored = 0x8000,
                          exclude_unlinked = 1u << 26, only_new = 1u << 28, add = 1u << 29,
                          is_directory = 1u << 30, once = 1u << 31;
}  // namespace happening

/// Of all watches there are; without any nothing needs to be told.
extern unsigned watch_count;

namespace detail {
void tell(vnode &node, uint32_t what);
void tell_self(vnode &node, uint32_t what);
void tell_directory(vnode &directory, uint32_t what, std::string_view name, uint32_t cookie);
void tell_gone(vnode &node);
}  // namespace detail

/// To those who watch the file or the directory that lists it.
inline void tell(vnode &node, uint32_t what) {
    if (watch_count != 0) [[unlikely]]
        detail::tell(node, what);
}
/// To those who watch the file itself.
inline void tell_self(vnode &node, uint32_t what) {
    if (watch_count != 0) [[unlikely]]
        detail::tell_self(node, what);
}
/// To those who watch the directory: something about one of its names.
/// \param cookie joins the two halves of a move; 0: none.
inline void tell_directory(vnode &directory, uint32_t what, std::string_view name,
                           uint32_t cookie = 0) {
    if (watch_count != 0) [[unlikely]]
        detail::tell_directory(directory, what, name, cookie);
}
/// A name or an open description of it has gone: if none is left, the watches end.
inline void tell_gone(vnode &node) {
    if (watch_count != 0) [[unlikely]]
        detail::tell_gone(node);
}
inline uint32_t directory_bit(const vnode &node) {
    return node.is_directory() ? happening::is_directory : 0;
}
/// Two names of one move have this in common.
uint32_t move_cookie();

/// Has anybody the file open? Answered by the layer of ports.
bool is_open(const vnode &node);

}  // namespace vfs
