/// \file
/// What UDP and raw sockets have in common: whole messages, each with its sender.
#pragma once

#include <deque>
#include <vector>

#include <lwip/ip.h>
#include <lwip/pbuf.h>

#include "../held_bytes.hpp"
#include "../socket.hpp"
#include "endpoint.hpp"

namespace network {

class datagram_socket : public socket {
public:
    outcome<std::size_t> send(outgoing &message) override;
    outcome<> receive(incoming &message) override;
    uint32_t ready() override;
    outcome<> bind(const address &name, const protocol::socket_credentials &who) override;
    outcome<> connect(const address &to, mach_port_t port,
                      const protocol::socket_credentials &who) override;
    outcome<> shutdown(uint32_t how) override;
    outcome<address> peer_name() const override;
    outcome<int> control(uint32_t request, std::span<char> data, std::size_t &size) override;
    outcome<std::size_t> get_option(int level, int name, std::span<char> value) override;
    outcome<> set_option(int level, int name, std::span<const char> value) override;

    /// An ICMP message says that nobody listens there.
    void refused() {
        error_ = ECONNREFUSED;
        changed();
    }
    const endpoint &remote() const { return remote_; }
    bool has_remote() const { return connected_; }

protected:
    using socket::socket;

    /// A message has come. Dropped when there is no room for it.
    void deliver(const pbuf *data, std::size_t skip, const ip_addr_t &ip, uint16_t port);
    /// \param to null: where it is connected to.
    virtual err_t transmit(pbuf *data, const endpoint &to) = 0;
    virtual err_t bind_to(const endpoint &at, const ip_addr_t &ip) = 0;
    virtual err_t connect_to(const endpoint &at) = 0;
    virtual void disconnect() = 0;
    virtual std::size_t size_max() const = 0;
    /// lwIP's options, time to live and type of service.
    virtual struct ::ip_pcb &block() = 0;

    bool bound_ = false, connected_ = false, only_v6_ = false;
    endpoint remote_{};

private:
    struct packet {
        std::vector<char> data;
        endpoint from;
    };
    std::deque<packet> queue_;
    held_bytes bytes_;
    bool shut_receive_ = false, shut_send_ = false;
};

}  // namespace network
