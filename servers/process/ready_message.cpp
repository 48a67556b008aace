#include <ready_message.hpp>

#include <lib/loop.hpp>
#include <protocol/io.hpp>

namespace process_server {

void send_ready(mach_port_t notify, uint32_t ready, uint32_t cookie) {
    mach::rpc::wire<protocol::io_ready_request> out;
    out.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0u),
                  .msgh_size = sizeof out,
                  .msgh_remote_port = notify,
                  .msgh_local_port = MACH_PORT_NULL,
                  .msgh_reserved = 0,
                  .msgh_id = protocol::io_ready::id};
    out.body = {.ready = ready, .cookie = cookie};
    (void)server::loop::send_reply(out.header);
}

}  // namespace process_server
