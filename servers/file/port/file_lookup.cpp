/// \file
/// Questions about what a path names.
#include <algorithm>
#include <cstring>

#include <port/code.hpp>
#include <port/open_port.hpp>
#include <vfs/description.hpp>
#include <vfs/happening.hpp>
#include <vfs/walker.hpp>

namespace port {

namespace {

vfs::last_link last_of(uint32_t flags) {
    return flags & protocol::file_no_follow ? vfs::last_link::keep : vfs::last_link::follow;
}

}  // namespace

kern_return_t open_port::serve(protocol::file_stat, call<protocol::file_stat> c) {
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    ANSWER(where.find(text_of(c.request.variable), last_of(c.request.flags)));
    fill(c.reply.attributes, *where.node);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::file_access, call<protocol::file_access> c) {
    const bool effective = (c.request.flags & protocol::file_effective_ids) != 0;
    const vfs::credentials who = effective ? sender_of(c.trailer) : real_sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    ANSWER(where.find(text_of(c.request.variable), last_of(c.request.flags)));
    if (c.request.mode & ~(vfs::may_read | vfs::may_write | vfs::may_execute))
        return code_of(EINVAL);
    return code_of(vfs::check_access(*where.node, who, c.request.mode));
}

kern_return_t open_port::serve(protocol::file_read_link, call<protocol::file_read_link> c) {
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    ANSWER(where.find(text_of(c.request.variable), vfs::last_link::keep));
    if (!where.node->is_link()) return code_of(EINVAL);
    const std::string_view text = ANSWER(where.node->read_link(c.reply.variable.items));
    const std::size_t size = std::min<std::size_t>(text.size(), vfs::path_length_max);
    std::memmove(c.reply.variable.items, text.data(), size);
    c.reply.variable.count = static_cast<uint32_t>(size);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::file_truncate, call<protocol::file_truncate> c) {
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    ANSWER(where.find(text_of(c.request.variable), vfs::last_link::follow));
    if (where.node->is_directory()) return code_of(EISDIR);
    if (!where.node->is_regular() || c.request.value > INT64_MAX) return code_of(EINVAL);
    ANSWER(vfs::check_access(*where.node, who, vfs::may_write));
    ANSWER(where.node->truncate(c.request.value));
    vfs::tell(*where.node, vfs::happening::modify);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::file_statfs, call<protocol::file_statfs> c) {
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    ANSWER(where.find(text_of(c.request.variable), vfs::last_link::follow));
    fill(c.reply.filesystem, *where.node);
    return KERN_SUCCESS;
}

}  // namespace port
