/// \file
/// Interfaces and routes, as ioctls on any internet socket know them (netdevice(7)).
#pragma once

#include <cstdint>
#include <span>

#include <lwip/netif.h>

#include "../result.hpp"

namespace network {

/// "lo", "eth0", ...
void interface_name(const ::netif &n, char (&name)[16]);
/// ENOTTY for what is no request about interfaces.
outcome<int> interface_control(uint32_t request, std::span<char> data, std::size_t &size);

/// Does an interface have the address?
bool is_own(const ip_addr_t &ip);
/// Of the limited kind or of some interface's net?
bool is_broadcast(const ip_addr_t &ip);
bool has_route(const ip_addr_t &to);
/// Linux's IFF_*.
uint16_t interface_flags(const ::netif &n);

}  // namespace network
