/// \file
/// The named port "network": makes sockets.
#pragma once

#include <lib/port_object.hpp>

#include "socket_port.hpp"

namespace network {

class network_service final : public server::port_object {
public:
    explicit network_service(surroundings &with) : port_object(with.loop), with_(with) {}

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::network_interface>(*this, in, out);
    }
    kern_return_t serve(protocol::socket_create, call<protocol::socket_create> c);
    kern_return_t serve(protocol::socket_pair, call<protocol::socket_pair> c);
    kern_return_t serve(protocol::network_text, call<protocol::network_text> c);

private:
    surroundings &with_;
};

}  // namespace network
