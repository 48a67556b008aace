/// \file
/// The port that stands for a local socket's name in the file system (protocol/socket.hpp).
#pragma once

#include <lib/port_object.hpp>
#include <mach/server.hpp>

namespace network {

class local_socket;

/// Answers nothing: to have a send right to it is enough. When the socket is closed the port goes,
/// and with it the name.
class address_port final : public server::port_object {
public:
    address_port(server::loop &loop, local_socket &of);
    ~address_port() override;

    mach::rpc::disposition dispatch(mach_msg_header_t &, mach_msg_header_t &) override {
        return mach::rpc::disposition::unknown;
    }
    /// The socket behind a right that came in a message; null: it is none of these.
    static local_socket *resolve(mach_port_t right);

private:
    local_socket &socket_;
};

}  // namespace network
