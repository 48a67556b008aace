/// \file
/// Local datagram sockets.
#pragma once

#include "local_socket.hpp"

namespace network {

class local_datagram final : public local_socket {
public:
    explicit local_datagram(surroundings &with) : local_socket(with, socket_type::datagram) {}

    outcome<std::size_t> send(outgoing &message) override;
    uint32_t ready() override;
    outcome<> connect(const address &to, mach_port_t port,
                      const protocol::socket_credentials &who) override;

protected:
    bool at_end() const override { return shut_receive_; }
};

}  // namespace network
