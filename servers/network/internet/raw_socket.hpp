/// \file
/// Raw sockets (raw(7)): for the superuser.
#pragma once

#include <lwip/raw.h>

#include "datagram_socket.hpp"

namespace network {

class raw_socket final : public datagram_socket {
public:
    static outcome<std::unique_ptr<socket>> create(uint32_t family, uint32_t protocol);
    ~raw_socket() override;
    address name() const override;

protected:
    err_t transmit(pbuf *data, const endpoint &to) override;
    err_t bind_to(const endpoint &at, const ip_addr_t &ip) override;
    err_t connect_to(const endpoint &at) override { return raw_connect(pcb_, &at.ip); }
    void disconnect() override { raw_disconnect(pcb_); }
    std::size_t size_max() const override { return 65515; }
    struct ::ip_pcb &block() override { return *reinterpret_cast<struct ::ip_pcb *>(pcb_); }

private:
    raw_socket(uint32_t family, uint32_t protocol)
        : datagram_socket(family, socket_type::raw, protocol) {}
    static u8_t on_receive(void *self, ::raw_pcb *, pbuf *data, const ip_addr_t *ip);

    ::raw_pcb *pcb_ = nullptr;
};

}  // namespace network
