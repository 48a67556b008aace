/// \file
/// UDP sockets (udp(7)).
#pragma once

#include <lwip/udp.h>

#include "datagram_socket.hpp"

namespace network {

class udp_socket final : public datagram_socket {
public:
    static outcome<std::unique_ptr<socket>> create(uint32_t family);
    ~udp_socket() override;
    address name() const override;

protected:
    err_t transmit(pbuf *data, const endpoint &to) override;
    err_t bind_to(const endpoint &at, const ip_addr_t &ip) override;
    err_t connect_to(const endpoint &at) override;
    void disconnect() override { udp_disconnect(pcb_); }
    std::size_t size_max() const override { return 65507; }
    struct ::ip_pcb &block() override { return *reinterpret_cast<struct ::ip_pcb *>(pcb_); }

private:
    explicit udp_socket(uint32_t family) : datagram_socket(family, socket_type::datagram, 17) {}
    static void on_receive(void *self, ::udp_pcb *, pbuf *data, const ip_addr_t *ip, u16_t port);

    ::udp_pcb *pcb_ = nullptr;
};

}  // namespace network
