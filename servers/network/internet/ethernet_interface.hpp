/// \file
/// An interface over a network card that another server drives (protocol/packet.hpp).
#pragma once

#include <lib/port_object.hpp>
#include <lwip/netif.h>
#include <mach/server.hpp>
#include <protocol/packet.hpp>

namespace network {

/// Waits for the driver without keeping the server from anything else, and again after it has
/// died; the interface keeps its addresses meanwhile. Configures itself by DHCP.
class ethernet_interface final : public server::port_object {
public:
    /// \param index of the card.
    ethernet_interface(server::loop &loop, uint32_t index);

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void serve(protocol::packet_received, const mach::rpc::call<protocol::packet_received> &c);
    void serve(protocol::packet_sent, const mach::rpc::call<protocol::packet_sent> &c);

private:
    void look_up();
    void found(mach_msg_header_t &in);
    void opened(mach_msg_header_t &in);
    void lost();
    void make(const uint8_t (&address)[6]);
    err_t transmit(pbuf *frame);
    static err_t initialise(::netif *n);
    static err_t on_output(::netif *n, pbuf *frame);

    const uint32_t index_;
    ::netif netif_{};
    bool made_ = false;
    mach_port_t card_ = MACH_PORT_NULL;
    uint32_t under_way_ = 0;
};

}  // namespace network
