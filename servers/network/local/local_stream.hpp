/// \file
/// Connected local sockets: SOCK_STREAM and SOCK_SEQPACKET.
#pragma once

#include <deque>

#include "local_socket.hpp"

namespace network {

class local_stream final : public local_socket {
public:
    local_stream(surroundings &with, socket_type type) : local_socket(with, type) {}
    ~local_stream() override;

    outcome<std::size_t> send(outgoing &message) override;
    outcome<> receive(incoming &message) override;
    uint32_t ready() override;
    outcome<> connect(const address &to, mach_port_t port,
                      const protocol::socket_credentials &who) override;
    outcome<> connected() override { return connect_result_; }
    outcome<> listen(int backlog, const protocol::socket_credentials &who) override;
    outcome<std::unique_ptr<socket>> accept() override;

protected:
    bool listening() const override { return backlog_max_ != 0; }
    bool at_end() const override { return shut_receive_ || (!peer_ && had_peer_); }
    void peer_gone() override;

private:
    std::size_t backlog_max_ = 0;  ///< 0: not listening
    std::deque<std::unique_ptr<local_stream>> backlog_;
    protocol::socket_credentials own_credentials_ = {};  ///< at the time of listen
    outcome<> connect_result_ = {};
};

}  // namespace network
