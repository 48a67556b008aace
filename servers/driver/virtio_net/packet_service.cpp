#include "packet_service.hpp"

#include <cerrno>
#include <cstring>

#include <protocol/error.hpp>

kern_return_t packet_service::serve(protocol::packet_open,
                                    const mach::rpc::call<protocol::packet_open> &c) {
    const mach_port_t client = c.request.client.name;
    if (c.request.index >= cards_.size() || !MACH_PORT_VALID(client)) {
        if (MACH_PORT_VALID(client)) (void)mach_port_deallocate(mach_task_self(), client);
        return protocol::unix_error(ENXIO);
    }
    card_port &found = *cards_[c.request.index];
    found.it().set_client(client);
    c.reply.card = found.make_send();
    std::memcpy(c.reply.address, found.it().address(), sizeof c.reply.address);
    c.reply.reserved = 0;
    return KERN_SUCCESS;
}
