/// \file
/// What only pipes answer.
#include <algorithm>
#include <bit>

#include <port/code.hpp>
#include <port/open_port.hpp>
#include <vfs/pipe.hpp>

namespace port {

namespace {

vfs::pipe *pipe_of(const vfs::description &file) { return file.io ? file.io->as_pipe() : nullptr; }

}  // namespace

kern_return_t open_port::serve(protocol::pipe_copy, call<protocol::pipe_copy> c) {
    const open_port *other = resolve(c.request.to.name);
    vfs::pipe *const from = pipe_of(file_);
    vfs::pipe *const to = other ? pipe_of(other->file_) : nullptr;
    if (!file_.readable() || (other && !other->file_.writable())) return code_of(EBADF);
    if (!from || !to || from == to) return code_of(EINVAL);
    c.reply.count = static_cast<uint32_t>(ANSWER(from->copy(*to, c.request.count)));
    settle(*to);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::pipe_size, call<protocol::pipe_size> c) {
    constexpr std::size_t least = 4096, most = 1 << 20;
    vfs::pipe *const pipe = pipe_of(file_);
    if (!pipe) return code_of(EBADF);
    if (c.request.set) {
        if (c.request.size > most) return code_of(EPERM);
        ANSWER(pipe->set_limit(std::bit_ceil(std::max<std::size_t>(c.request.size, least))));
        settle(*pipe);
    }
    c.reply.size = static_cast<uint32_t>(pipe->limit());
    return KERN_SUCCESS;
}

}  // namespace port
