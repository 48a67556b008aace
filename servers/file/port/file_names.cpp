/// \file
/// Making, moving and removing names.
#include <port/code.hpp>
#include <port/open_port.hpp>
#include <vfs/names.hpp>

namespace port {

namespace {

/// The two paths in the tail of one request.
struct two_paths {
    std::string_view first, second;
};
vfs::outcome<two_paths> paths_of(const protocol::file_two_paths_request &r) {
    const std::string_view all = text_of(r.variable);
    if (r.first > all.size()) return vfs::fail(EINVAL);
    return two_paths{all.substr(0, r.first), all.substr(r.first)};
}

}  // namespace

kern_return_t open_port::serve(protocol::file_make_directory,
                               call<protocol::file_make_directory> c) {
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    return code_of(
        vfs::make_node(where, text_of(c.request.variable), S_IFDIR | (c.request.mode & 01777), 0));
}

kern_return_t open_port::serve(protocol::file_make_node, call<protocol::file_make_node> c) {
    const vfs::credentials who = sender_of(c.trailer);
    if (S_ISDIR(c.request.mode)) return code_of(EPERM);
    vfs::walker where(who, root(), file_.node);
    return code_of(
        vfs::make_node(where, text_of(c.request.variable), c.request.mode, c.request.value));
}

kern_return_t open_port::serve(protocol::file_unlink, call<protocol::file_unlink> c) {
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    const std::string_view path = text_of(c.request.variable);
    return code_of(c.request.flags & protocol::file_remove_directory
                       ? vfs::remove_directory(where, path)
                       : vfs::unlink(where, path));
}

kern_return_t open_port::serve(protocol::file_symlink, call<protocol::file_symlink> c) {
    open_port *second = resolve(c.request.second_directory.name);
    if (c.request.second_directory.name != MACH_PORT_NULL && !second) return code_of(EXDEV);
    const vfs::credentials who = sender_of(c.trailer);
    const two_paths paths = ANSWER(paths_of(c.request));
    const open_port &base = second ? *second : *this;
    vfs::walker where(who, base.root(), base.file_.node);
    return code_of(vfs::make_link(where, paths.second, paths.first));
}

kern_return_t open_port::serve(protocol::file_rename, call<protocol::file_rename> c) {
    open_port *second = resolve(c.request.second_directory.name);
    if (c.request.second_directory.name != MACH_PORT_NULL && !second) return code_of(EXDEV);
    const vfs::credentials who = sender_of(c.trailer);
    const two_paths paths = ANSWER(paths_of(c.request));
    const open_port &base = second ? *second : *this;
    vfs::walker old(who, root(), file_.node);
    vfs::walker where(who, base.root(), base.file_.node);
    return code_of(vfs::rename(old, paths.first, where, paths.second, c.request.flags));
}

kern_return_t open_port::serve(protocol::file_link, call<protocol::file_link> c) {
    open_port *second = resolve(c.request.second_directory.name);
    if (c.request.second_directory.name != MACH_PORT_NULL && !second) return code_of(EXDEV);
    const vfs::credentials who = sender_of(c.trailer);
    const two_paths paths = ANSWER(paths_of(c.request));
    const open_port &base = second ? *second : *this;
    vfs::walker old(who, root(), file_.node);
    vfs::walker where(who, base.root(), base.file_.node);
    const auto follow =
        c.request.flags & protocol::file_no_follow ? vfs::last_link::keep : vfs::last_link::follow;
    return code_of(vfs::link(old, paths.first, follow, where, paths.second));
}

}  // namespace port
