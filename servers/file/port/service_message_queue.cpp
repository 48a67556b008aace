/// \file
/// Opens POSIX message queues by name.
#include <port/code.hpp>
#include <port/open_port.hpp>
#include <port/service_port.hpp>

namespace port {

kern_return_t service_port::serve(protocol::mqueue_open,
                                  const mach::rpc::call<protocol::mqueue_open> &c) {
    const auto &r = c.request;
    const mqueue::limits wanted{static_cast<uint64_t>(r.messages),
                                static_cast<uint64_t>(r.size_each)};
    const vfs::ref<mqueue::queue> queue = ANSWER(queues_.open(
        text_of(r.variable), r.flags, r.mode, r.limited ? &wanted : nullptr, sender_of(c.trailer)));
    open_port *made = open_port::take();
    if (!made) return code_of(ENFILE);
    made->file().node = queue;
    made->file().io = queue;
    made->file().flags = r.flags & (vfs::open_flag::access_mode | vfs::open_flag::nonblock);
    c.reply.mode = queue->mode;
    c.reply.queue = made->make_send();
    return KERN_SUCCESS;
}

kern_return_t service_port::serve(protocol::mqueue_unlink,
                                  const mach::rpc::call<protocol::mqueue_unlink> &c) {
    return code_of(queues_.unlink(text_of(c.request.variable), sender_of(c.trailer)));
}

}  // namespace port
