#include "endpoint.hpp"

#include <lwip/netif.h>

namespace network {

namespace {

struct name4 {
    uint16_t family, port;
    uint32_t ip;
    char zero[8];
};
struct name6 {
    uint16_t family, port;
    uint32_t flow;
    uint32_t ip[4];
    uint32_t scope;
};
static_assert(sizeof(name4) == 16 && sizeof(name6) == 28);
constexpr std::size_t name6_min = 24;  // without the scope, as RFC 2133 had it

const uint32_t mapped_word = PP_HTONL(0xffff);

}  // namespace

outcome<endpoint> endpoint_of(const address &name, uint32_t family) {
    const auto bytes = name.bytes();
    endpoint out{};
    if (family == family_internet) {
        name4 n;
        if (bytes.size() < sizeof n) return fail(EINVAL);
        std::memcpy(&n, bytes.data(), sizeof n);
        if (n.family != family_internet && !(n.family == family_none && n.ip == 0))
            return fail(EAFNOSUPPORT);
        ip_addr_set_ip4_u32_val(out.ip, n.ip);
        out.port = lwip_ntohs(n.port);
        return out;
    }
    name6 n{};
    if (bytes.size() < name6_min) return fail(EINVAL);
    std::memcpy(&n, bytes.data(), std::min(bytes.size(), sizeof n));
    if (n.family != family_internet6) return fail(EAFNOSUPPORT);
    out.port = lwip_ntohs(n.port);
    if (n.ip[0] == 0 && n.ip[1] == 0 && n.ip[2] == mapped_word) {
        ip_addr_set_ip4_u32_val(out.ip, n.ip[3]);
        return out;
    }
    IP_ADDR6(&out.ip, n.ip[0], n.ip[1], n.ip[2], n.ip[3]);
    if (ip6_addr_islinklocal(ip_2_ip6(&out.ip)))
        ip6_addr_set_zone(ip_2_ip6(&out.ip), static_cast<uint8_t>(n.scope));
    return out;
}

address address_of(const ip_addr_t &ip, uint16_t port, uint32_t family) {
    if (family == family_internet) {
        const uint32_t bits = IP_IS_V4_VAL(ip) ? ip4_addr_get_u32(ip_2_ip4(&ip)) : 0;
        const name4 n{family_internet, lwip_htons(port), bits, {}};
        return address({reinterpret_cast<const char *>(&n), sizeof n});
    }
    name6 n{family_internet6, lwip_htons(port), 0, {}, 0};
    if (IP_IS_V4_VAL(ip)) {
        n.ip[2] = mapped_word;
        n.ip[3] = ip4_addr_get_u32(ip_2_ip4(&ip));
    } else {
        std::memcpy(n.ip, ip_2_ip6(&ip)->addr, sizeof n.ip);
        n.scope = ip6_addr_zone(ip_2_ip6(&ip));
    }
    return address({reinterpret_cast<const char *>(&n), sizeof n});
}

int errno_of(err_t error) {
    switch (error) {
    case ERR_OK: return 0;
    case ERR_MEM:
    case ERR_BUF: return ENOBUFS;
    case ERR_TIMEOUT: return ETIMEDOUT;
    case ERR_RTE: return ENETUNREACH;
    case ERR_INPROGRESS: return EINPROGRESS;
    case ERR_VAL:
    case ERR_ARG: return EINVAL;
    case ERR_WOULDBLOCK: return EAGAIN;
    case ERR_USE: return EADDRINUSE;
    case ERR_ALREADY: return EALREADY;
    case ERR_ISCONN: return EISCONN;
    case ERR_CONN: return ENOTCONN;
    case ERR_IF: return ENETDOWN;
    case ERR_ABRT: return ETIMEDOUT;
    case ERR_RST: return ECONNRESET;
    case ERR_CLSD: return EPIPE;
    default: return EIO;
    }
}

}  // namespace network
