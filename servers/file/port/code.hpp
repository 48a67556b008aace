/// \file
/// Between the VFS's terms and those of messages.
#pragma once

#include <string_view>

#include <mach/audit.h>
#include <mach/message.h>
#include <protocol/error.hpp>
#include <protocol/file.hpp>
#include <vfs/credentials.hpp>
#include <vfs/result.hpp>
#include <vfs/vnode.hpp>

namespace port {

inline kern_return_t code_of(int error) {
    return error == vfs::EELSEWHERE ? protocol::file_elsewhere : protocol::unix_error(error);
}
template <class T>
kern_return_t code_of(const vfs::outcome<T> &o) {
    return o ? KERN_SUCCESS : code_of(o.error());
}

inline vfs::credentials sender_of(const mach_msg_max_trailer_t &trailer) {
    const auto &token = trailer.msgh_audit.val;
    return {.uid = token[AUDIT_EUID],
            .gid = token[AUDIT_EGID],
            .pid = token[AUDIT_PID],
            .groups = token[AUDIT_FLAGS] >> AUDIT_GROUPS_SHIFT};
}
/// With the real ids, for access(2).
inline vfs::credentials real_sender_of(const mach_msg_max_trailer_t &trailer) {
    const auto &token = trailer.msgh_audit.val;
    return {.uid = token[AUDIT_RUID],
            .gid = token[AUDIT_RGID],
            .pid = token[AUDIT_PID],
            .groups = token[AUDIT_FLAGS] >> AUDIT_GROUPS_SHIFT};
}

template <class Tail>
std::string_view text_of(const Tail &tail) {
    return {tail.items, tail.count};
}

/// Attributes as they stand in a reply.
void fill(protocol::io_attributes &out, vfs::vnode &node);
void fill(protocol::io_filesystem &out, const vfs::vnode &node);

}  // namespace port

/// Value of `expression`, an outcome, or returns its error as a reply's code.
#define ANSWER(expression)                                   \
    ({                                                       \
        auto answer_outcome_ = (expression);                 \
        if (!answer_outcome_) [[unlikely]]                   \
            return ::port::code_of(answer_outcome_.error()); \
        ::vfs::detail::take(answer_outcome_);                \
    })
