/// \file
/// Internet addresses as lwIP has them and as programs have them (ip(7), ipv6(7)).
#pragma once

#include <lwip/err.h>
#include <lwip/ip_addr.h>

#include "../message.hpp"
#include "../result.hpp"

namespace network {

inline constexpr uint16_t family_none = 0, family_internet = 2, family_internet6 = 10;

struct endpoint {
    ip_addr_t ip;
    uint16_t port;  ///< host order
};

/// \param family of the socket: an IPv6 socket takes IPv4 addresses mapped (::ffff:a.b.c.d).
/// EINVAL, EAFNOSUPPORT.
outcome<endpoint> endpoint_of(const address &name, uint32_t family);
/// As a socket of the family shows it.
address address_of(const ip_addr_t &ip, uint16_t port, uint32_t family);
/// lwIP's error for a send or connect.
int errno_of(err_t error);

}  // namespace network
