#include <cstdio>
#include <cstring>

#include <lwip/ip.h>

#include "interface_control.hpp"

namespace network {

void interface_name(const ::netif &n, char (&name)[16]) {
    std::memset(name, 0, sizeof name);
    if (n.name[0] == 'l')
        std::memcpy(name, "lo", 2);
    else
        (void)std::snprintf(name, sizeof name, "eth%u", n.num - 1u);
}

bool is_own(const ip_addr_t &ip) {
    const ::netif *n;
    NETIF_FOREACH(n) {
        if (IP_IS_V4_VAL(ip)) {
            if (ip4_addr_cmp(ip_2_ip4(&ip), netif_ip4_addr(n))) return true;
            if (n->name[0] == 'l' && ip4_addr_isloopback(ip_2_ip4(&ip))) return true;
        } else if (netif_get_ip6_addr_match(const_cast<struct netif *>(n), ip_2_ip6(&ip)) >= 0) {
            return true;
        }
    }
    return false;
}

bool is_broadcast(const ip_addr_t &ip) {
    if (!IP_IS_V4_VAL(ip)) return false;
    if (ip4_addr_get_u32(ip_2_ip4(&ip)) == IPADDR_BROADCAST) return true;
    const ::netif *n;
    NETIF_FOREACH(n) {
        if (n->name[0] != 'l' && !ip4_addr_isany(netif_ip4_addr(n)) &&
            ip4_addr_isbroadcast_u32(ip4_addr_get_u32(ip_2_ip4(&ip)), n))
            return true;
    }
    return false;
}

bool has_route(const ip_addr_t &to) {
    return ip_route(IP_IS_V4_VAL(to) ? IP4_ADDR_ANY : IP6_ADDR_ANY, &to) != nullptr;
}

uint16_t interface_flags(const ::netif &n) {
    constexpr uint16_t up = 1, broadcast = 2, loopback = 8, running = 0x40, multicast = 0x1000;
    uint16_t flags = n.name[0] == 'l' ? loopback : broadcast | multicast;
    if (netif_is_up(&n)) flags |= up;
    if (netif_is_link_up(&n)) flags |= running;
    return flags;
}

}  // namespace network
