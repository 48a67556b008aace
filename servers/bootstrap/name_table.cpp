#include "name_table.hpp"

#include <algorithm>

void name_table::set(std::string_view name, mach_port_t port, const service *owner) {
    std::erase_if(entries_, [&](entry &e) {
        if (e.name != name) return false;
        (void)mach_port_deallocate(mach_task_self(), e.port);
        return true;
    });
    entries_.push_back({std::string(name), port, owner});
    std::erase_if(waiters_, [&](waiter &w) {
        if (w.name != name) return false;
        mach::rpc::wire<protocol::name_lookup_reply> reply;
        reply.body.port = mach::rpc::port_descriptor(port, MACH_MSG_TYPE_COPY_SEND);
        w.request.reply(reply);
        return true;
    });
}

mach_port_t name_table::find(std::string_view name) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const entry &e) { return e.name == name; });
    return found == entries_.end() ? MACH_PORT_NULL : found->port;
}

void name_table::wait(std::string_view name, const mach_msg_header_t &request) {
    waiters_.push_back({std::string(name), server::pending<protocol::name_lookup>(request)});
}

void name_table::drop(const service &owner) {
    std::erase_if(entries_, [&](entry &e) {
        if (e.owner != &owner) return false;
        (void)mach_port_deallocate(mach_task_self(), e.port);
        return true;
    });
}
