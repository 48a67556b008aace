// Routines of a process's port: queues of messages.
#include <cerrno>

#include <world.hpp>

namespace process_server {

using protocol::unix_error;

kern_return_t process::serve(protocol::msg_send, mach::rpc::call<protocol::msg_send> call) {
    const auto &request = call.request;
    message_queue *queue = world_.ipc.queues.find(request.id);
    if (queue == nullptr || request.type < 1) return unix_error(EINVAL);
    if (!queue->allows(as_ipc_caller(), ipc_may_write)) return unix_error(EACCES);
    message_queue::message what{request.type, {request.variable.items, request.variable.count}};
    if (queue->has_room(what.text.size())) {
        queue->put(std::move(what), pid);
        return KERN_SUCCESS;
    }
    if ((request.flags & ipc_no_wait) != 0) return unix_error(EAGAIN);
    if (!waiting_place::room(pid, threads.size())) return unix_error(ENOMEM);
    queue->wait_to_send(std::move(what), pid, request.cookie,
                        server::pending<protocol::msg_send>(call.header));
    return MIG_NO_REPLY;
}

kern_return_t process::serve(protocol::msg_receive, mach::rpc::call<protocol::msg_receive> call) {
    const auto &request = call.request;
    message_queue *queue = world_.ipc.queues.find(request.id);
    if (queue == nullptr) return unix_error(EINVAL);
    if (!queue->allows(as_ipc_caller(), ipc_may_read)) return unix_error(EACCES);
    message_queue::message found;
    const int error = queue->take(request, pid, found);
    if (error == ENOMSG && (request.flags & ipc_no_wait) == 0) {
        if (!waiting_place::room(pid, threads.size())) return unix_error(ENOMEM);
        queue->wait_to_receive(request, pid, server::pending<protocol::msg_receive>(call.header));
        return MIG_NO_REPLY;
    }
    if (error != 0) return unix_error(error);
    call.reply.type = found.type;
    auto &out = call.reply.variable;
    out.count = static_cast<uint32_t>(
        found.text.copy(out.items, std::min<uint64_t>(out.capacity, request.size)));
    queue->settle();
    return KERN_SUCCESS;
}

}  // namespace process_server
