#include "raw_socket.hpp"

#include <lwip/ip.h>

namespace network {

namespace {
constexpr uint32_t protocol_icmp6 = 58, protocol_max = 255;
}

outcome<std::unique_ptr<socket>> raw_socket::create(uint32_t family, uint32_t protocol) {
    if (protocol == 0 || protocol > protocol_max) return fail(EPROTONOSUPPORT);
    std::unique_ptr<raw_socket> made(new raw_socket(family, protocol));
    made->pcb_ = raw_new_ip_type(family == family_internet ? IPADDR_TYPE_V4 : IPADDR_TYPE_V6,
                                 static_cast<u8_t>(protocol));
    if (!made->pcb_) return fail(ENOBUFS);
    if (protocol == protocol_icmp6) {
        made->pcb_->chksum_reqd = 1;
        made->pcb_->chksum_offset = 2;
    }
    raw_recv(made->pcb_, on_receive, made.get());
    return std::unique_ptr<socket>(std::move(made));
}

raw_socket::~raw_socket() {
    if (pcb_) raw_remove(pcb_);
}

/// A copy: lwIP goes on with the packet. IPv4 packets are received with their header, IPv6 packets
/// without.
u8_t raw_socket::on_receive(void *self, ::raw_pcb *, pbuf *data, const ip_addr_t *ip) {
    const std::size_t skip = IP_IS_V6(ip) ? ip_current_header_tot_len() : 0;
    static_cast<raw_socket *>(self)->deliver(data, skip, *ip, 0);
    return 0;
}

err_t raw_socket::transmit(pbuf *data, const endpoint &to) {
    return raw_sendto(pcb_, data, &to.ip);
}

err_t raw_socket::bind_to(const endpoint &at, const ip_addr_t &) { return raw_bind(pcb_, &at.ip); }

address raw_socket::name() const { return address_of(pcb_->local_ip, 0, family()); }

}  // namespace network
