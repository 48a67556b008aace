/// \file
/// The space of an open file: what is reserved, given back, sealed.
#include <port/code.hpp>
#include <port/open_port.hpp>
#include <vfs/happening.hpp>

namespace port {

namespace {
// FALLOC_FL_*
constexpr uint32_t keep_size = 1, punch_hole = 2;
}  // namespace

kern_return_t open_port::serve(protocol::file_allocate, call<protocol::file_allocate> c) {
    const auto &r = c.request;
    uint64_t end;
    if (!file_.writable()) return code_of(EBADF);
    if (!file_.node->is_regular()) return code_of(ENODEV);
    if (r.size == 0 || r.offset > INT64_MAX || r.size > INT64_MAX) return code_of(EINVAL);
    end = r.offset + r.size;
    if (end > INT64_MAX) return code_of(EFBIG);
    if (r.mode == (keep_size | punch_hole)) {
        ANSWER(file_.node->punch(r.offset, end));
    } else {
        if ((r.mode & ~keep_size) != 0) return code_of(EOPNOTSUPP);
        ANSWER(file_.node->allocate(r.offset, end, (r.mode & keep_size) != 0));
    }
    vfs::tell(*file_.node, vfs::happening::modify);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::file_seal, call<protocol::file_seal> c) {
    if (c.request.set != 0) {
        if (!file_.writable()) return code_of(EPERM);
        ANSWER(file_.node->add_seals(c.request.add));
    }
    c.reply.seals = ANSWER(file_.node->seals());
    return KERN_SUCCESS;
}

}  // namespace port
