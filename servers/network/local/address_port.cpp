#include "address_port.hpp"

#include <unordered_map>

namespace network {

namespace {
/// By name: a send right to a port of this task has the receive right's.
std::unordered_map<mach_port_t, local_socket *> all;
}  // namespace

address_port::address_port(server::loop &loop, local_socket &of) : port_object(loop), socket_(of) {
    if (port() != MACH_PORT_NULL) all[port()] = &socket_;
}

address_port::~address_port() { all.erase(port()); }

local_socket *address_port::resolve(mach_port_t right) {
    const auto found = all.find(right);
    return found == all.end() ? nullptr : found->second;
}

}  // namespace network
