#include "interface_control.hpp"

#include <cstring>

#include "stack.hpp"

namespace network {

namespace {

/// Linux's struct ifreq on a 64-bit machine.
struct interface_request {
    char name[16];
    union {
        struct {
            uint16_t family, port;
            uint32_t ip;
            char zero[8];
        } address;
        struct {
            uint16_t family;
            char bytes[14];
        } hardware;
        int32_t number;
        uint16_t flags;
        char all[24];
    };
};
static_assert(sizeof(interface_request) == 40);

enum request : uint32_t {
    add_route = 0x890b,
    delete_route = 0x890c,
    get_name = 0x8910,
    get_configuration = 0x8912,
    get_flags = 0x8913,
    set_flags = 0x8914,
    get_address = 0x8915,
    set_address = 0x8916,
    get_destination = 0x8917,
    get_broadcast = 0x8919,
    set_broadcast = 0x891a,
    get_mask = 0x891b,
    set_mask = 0x891c,
    get_metric = 0x891d,
    get_mtu = 0x8921,
    get_hardware = 0x8927,
    get_index = 0x8933,
    get_queue_length = 0x8942,
    get_map = 0x8970,
};

constexpr uint16_t family_internet = 2, hardware_ethernet = 1, hardware_loopback = 772;
constexpr int loopback_mtu = 65536, queue_length = 1000;

::netif *by_name(const char (&name)[16]) {
    ::netif *n;
    NETIF_FOREACH(n) {
        char own[16];
        interface_name(*n, own);
        if (std::strncmp(own, name, sizeof own) == 0) return n;
    }
    return nullptr;
}

uint32_t broadcast_of(const ::netif &n) {
    const uint32_t mask = ip4_addr_get_u32(netif_ip4_netmask(&n));
    return n.name[0] == 'l' ? 0 : ip4_addr_get_u32(netif_ip4_addr(&n)) | ~mask;
}

void put_address(interface_request &r, uint32_t ip) {
    std::memset(r.all, 0, sizeof r.all);
    r.address.family = family_internet;
    r.address.ip = ip;
}

void put_hardware(interface_request &r, const ::netif &n) {
    std::memset(r.all, 0, sizeof r.all);
    r.hardware.family = n.name[0] == 'l' ? hardware_loopback : hardware_ethernet;
    std::memcpy(r.hardware.bytes, n.hwaddr, n.hwaddr_len);
}

outcome<int> get(uint32_t what, interface_request &r, ::netif &n) {
    switch (what) {
    case get_flags:
        std::memset(r.all, 0, sizeof r.all);
        r.flags = interface_flags(n);
        return 0;
    case get_address:
        if (ip4_addr_isany(netif_ip4_addr(&n))) return fail(EADDRNOTAVAIL);
        put_address(r, ip4_addr_get_u32(netif_ip4_addr(&n)));
        return 0;
    case get_destination:
        if (ip4_addr_isany(netif_ip4_addr(&n))) return fail(EADDRNOTAVAIL);
        put_address(r, ip4_addr_get_u32(netif_ip4_addr(&n)));
        return 0;
    case get_broadcast:
        if (ip4_addr_isany(netif_ip4_addr(&n))) return fail(EADDRNOTAVAIL);
        put_address(r, broadcast_of(n));
        return 0;
    case get_mask:
        if (ip4_addr_isany(netif_ip4_addr(&n))) return fail(EADDRNOTAVAIL);
        put_address(r, ip4_addr_get_u32(netif_ip4_netmask(&n)));
        return 0;
    case get_metric: r.number = 0; return 0;
    case get_mtu: r.number = n.name[0] == 'l' ? loopback_mtu : n.mtu; return 0;
    case get_hardware: put_hardware(r, n); return 0;
    case get_index: r.number = netif_get_index(&n); return 0;
    case get_queue_length: r.number = queue_length; return 0;
    case get_map: std::memset(r.all, 0, sizeof r.all); return 0;
    default: return fail(ENOTTY);
    }
}

outcome<int> set(uint32_t what, const interface_request &r, ::netif &n) {
    const ip4_addr_t ip{r.address.ip};
    switch (what) {
    case set_flags:
        (r.flags & 1) ? netif_set_up(&n) : netif_set_down(&n);
        stack::need_timers();
        return 0;
    case set_address:
        if (r.address.family != family_internet) return fail(EINVAL);
        netif_set_ipaddr(&n, &ip);
        netif_set_up(&n);
        return 0;
    case set_mask: netif_set_netmask(&n, &ip); return 0;
    case set_broadcast: return 0;  // follows from address and mask
    default: return fail(ENOTTY);
    }
}

/// All interfaces with an IPv4 address, one request after another.
outcome<int> configuration(std::span<char> data, std::size_t &size) {
    size = 0;
    const ::netif *n;
    NETIF_FOREACH(n) {
        if (ip4_addr_isany(netif_ip4_addr(n)) || size + sizeof(interface_request) > data.size())
            continue;
        interface_request r;
        interface_name(*n, r.name);
        put_address(r, ip4_addr_get_u32(netif_ip4_addr(n)));
        std::memcpy(data.data() + size, &r, sizeof r);
        size += sizeof r;
    }
    return 0;
}

/// The head of Linux's struct rtentry.
struct route_request {
    uint64_t padding;
    struct {
        uint16_t family, port;
        uint32_t ip;
        char zero[8];
    } to, gateway, mask;
    uint16_t flags;
};
constexpr uint16_t route_gateway = 2;

/// Only the way to everywhere else can be set: the others follow from the interfaces' addresses.
outcome<int> change_route(bool add, std::span<const char> data) {
    route_request r;
    if (data.size() < sizeof r) return fail(EINVAL);
    std::memcpy(&r, data.data(), sizeof r);
    if (r.to.ip != 0 || r.mask.ip != 0) return fail(EOPNOTSUPP);
    ::netif *n;
    NETIF_FOREACH(n) {
        const uint32_t mask = ip4_addr_get_u32(netif_ip4_netmask(n));
        const uint32_t own = ip4_addr_get_u32(netif_ip4_addr(n));
        if (n->name[0] == 'l' || own == 0) continue;
        const ip4_addr_t none{0}, way{r.gateway.ip};
        if (add && (r.flags & route_gateway) && ((way.addr ^ own) & mask) == 0) {
            netif_set_gw(n, &way);
            netif_set_default(n);
            return 0;
        }
        if (!add && !ip4_addr_isany(netif_ip4_gw(n))) {
            netif_set_gw(n, &none);
            return 0;
        }
    }
    return fail(add ? ENETUNREACH : ESRCH);
}

}  // namespace

outcome<int> interface_control(uint32_t request, std::span<char> data, std::size_t &size) {
    if (request == get_configuration) return configuration(data, size);
    if (request == add_route || request == delete_route) {
        const auto done = change_route(request == add_route, data.first(size));
        size = 0;
        return done;
    }
    if ((request >> 8) != 0x89 || size < sizeof(interface_request)) return fail(ENOTTY);
    interface_request r;
    std::memcpy(&r, data.data(), sizeof r);
    r.name[sizeof r.name - 1] = 0;
    ::netif *n;
    if (request == get_name) {
        n = netif_get_by_index(static_cast<uint8_t>(r.number));
        if (!n) return fail(ENODEV);
        interface_name(*n, r.name);
    } else {
        n = by_name(r.name);
        if (!n) return fail(ENODEV);
        const bool sets = request == set_flags || request == set_address || request == set_mask ||
                          request == set_broadcast;
        const auto done = sets ? set(request, r, *n) : get(request, r, *n);
        if (!done) return done;
    }
    std::memcpy(data.data(), &r, sizeof r);
    size = sizeof r;
    return 0;
}

}  // namespace network
