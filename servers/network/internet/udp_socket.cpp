#include "udp_socket.hpp"

namespace network {

outcome<std::unique_ptr<socket>> udp_socket::create(uint32_t family) {
    std::unique_ptr<udp_socket> made(new udp_socket(family));
    made->pcb_ = udp_new_ip_type(family == family_internet ? IPADDR_TYPE_V4 : IPADDR_TYPE_ANY);
    if (!made->pcb_) return fail(ENOBUFS);
    udp_recv(made->pcb_, on_receive, made.get());
    return std::unique_ptr<socket>(std::move(made));
}

udp_socket::~udp_socket() {
    if (pcb_) udp_remove(pcb_);
}

void udp_socket::on_receive(void *self, ::udp_pcb *, pbuf *data, const ip_addr_t *ip, u16_t port) {
    static_cast<udp_socket *>(self)->deliver(data, 0, *ip, port);
    pbuf_free(data);
}

err_t udp_socket::transmit(pbuf *data, const endpoint &to) {
    return udp_sendto(pcb_, data, &to.ip, to.port);
}

err_t udp_socket::bind_to(const endpoint &at, const ip_addr_t &ip) {
    return udp_bind(pcb_, &ip, at.port);
}

err_t udp_socket::connect_to(const endpoint &at) { return udp_connect(pcb_, &at.ip, at.port); }

address udp_socket::name() const { return address_of(pcb_->local_ip, pcb_->local_port, family()); }

}  // namespace network
