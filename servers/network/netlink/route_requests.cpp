#include "route_requests.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#include <lwip/nd6.h>
#include <lwip/netif.h>
#include <lwip/priv/nd6_priv.h>

#include "../internet/interface_control.hpp"

namespace network::netlink {

namespace {

constexpr uint8_t family_any = 0, family_4 = 2, family_bridge = 7, family_6 = 10;
constexpr uint8_t scope_global = 0, scope_link = 253, scope_host = 254;
constexpr uint16_t hardware_ethernet = 1, hardware_loopback = 772;
constexpr uint32_t flag_lower_up = 0x10000, address_permanent = 0x80, loopback_mtu = 65536,
                   for_ever = ~0u;

bool loops(const ::netif &n) { return n.name[0] == 'l'; }

/// Linux's struct rtnl_link_stats, of either word.
template <class Word>
struct counters {
    Word received, sent, received_bytes, sent_bytes, receive_errors, send_errors, receive_dropped,
        send_dropped, multicast, others[sizeof(Word) == 8 ? 16 : 15];
};

template <class Word>
counters<Word> counters_of(const ::netif &n) {
    const auto &c = n.mib2_counters;
    return {.received = c.ifinucastpkts + c.ifinnucastpkts,
            .sent = c.ifoutucastpkts + c.ifoutnucastpkts,
            .received_bytes = c.ifinoctets,
            .sent_bytes = c.ifoutoctets,
            .receive_errors = c.ifinerrors,
            .send_errors = c.ifouterrors,
            .receive_dropped = c.ifindiscards + c.ifinunknownprotos,
            .send_dropped = c.ifoutdiscards,
            .multicast = c.ifinnucastpkts,
            .others = {}};
}

void put_link(reply_writer &to, const ::netif &n, uint16_t flags) {
    constexpr uint8_t state_unknown = 0, state_down = 2, state_up = 6, size = 6;
    constexpr uint32_t queue = 1000, group = 0;
    constexpr uint8_t nowhere[size] = {}, everywhere[size] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    const uint32_t own = interface_flags(n);
    const bool carrier = netif_is_up(&n) && netif_is_link_up(&n);
    to.begin(new_link, flags,
             link_message{.family = family_any,
                          .padding = 0,
                          .hardware = loops(n) ? hardware_loopback : hardware_ethernet,
                          .index = netif_get_index(&n),
                          .flags = own | (carrier ? flag_lower_up : 0),
                          .change = 0});
    char name[16];
    interface_name(n, name);
    to.add_text(link_name, name);
    to.add(link_queue_length, queue);
    to.add(link_state, !carrier ? state_down : loops(n) ? state_unknown : state_up);
    to.add(link_mtu, loops(n) ? loopback_mtu : uint32_t{n.mtu});
    to.add(link_group, group);
    to.add_text(link_discipline, "noqueue");
    to.add_bytes(link_hardware, loops(n) ? nowhere : n.hwaddr, size);
    to.add_bytes(link_broadcast, loops(n) ? nowhere : everywhere, size);
    to.add(link_counters64, counters_of<uint64_t>(n));
    to.add(link_counters, counters_of<uint32_t>(n));
    to.end();
}

struct lifetime {
    uint32_t preferred, valid, made, changed;
};

void begin_address(reply_writer &to, const ::netif &n, uint8_t family, unsigned prefix,
                   uint8_t scope) {
    to.begin(new_address, flag_multi,
             address_message{.family = family,
                             .prefix = static_cast<uint8_t>(prefix),
                             .flags = address_permanent,
                             .scope = scope,
                             .index = netif_get_index(&n)});
}

void end_address(reply_writer &to) {
    to.add(address_flags, address_permanent);
    to.add(address_times,
           lifetime{.preferred = for_ever, .valid = for_ever, .made = 0, .changed = 0});
    to.end();
}

unsigned prefix_of(const ::netif &n) {
    return static_cast<unsigned>(std::popcount(ip4_addr_get_u32(netif_ip4_netmask(&n))));
}

void put_addresses4(reply_writer &to) {
    const ::netif *n;
    NETIF_FOREACH(n) {
        const uint32_t ip = ip4_addr_get_u32(netif_ip4_addr(n));
        if (ip == 0) continue;
        char name[16];
        interface_name(*n, name);
        begin_address(to, *n, family_4, prefix_of(*n), loops(*n) ? scope_host : scope_global);
        to.add(address_address, ip);
        to.add(address_local, ip);
        if (!loops(*n)) to.add(address_broadcast, ip | ~ip4_addr_get_u32(netif_ip4_netmask(n)));
        to.add_text(address_label, name);
        end_address(to);
    }
}

constexpr unsigned net_bits6 = 64, address_bits6 = 128;

/// Calls `f(netif, address)` for each IPv6 address that is in use.
template <class F>
void each_address6(F f) {
    const ::netif *n;
    NETIF_FOREACH(n) {
        for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; ++i)
            if (ip6_addr_isvalid(netif_ip6_addr_state(n, i))) f(*n, *netif_ip6_addr(n, i));
    }
}

void put_addresses6(reply_writer &to) {
    each_address6([&](const ::netif &n, const ip6_addr_t &ip) {
        const bool own = ip6_addr_isloopback(&ip);
        begin_address(to, n, family_6, own ? address_bits6 : net_bits6,
                      own                         ? scope_host
                      : ip6_addr_islinklocal(&ip) ? scope_link
                                                  : scope_global);
        to.add(address_address, ip.addr);
        end_address(to);
    });
}

void begin_route(reply_writer &to, uint8_t family, unsigned bits, uint8_t scope) {
    constexpr uint8_t table_main = 254, protocol_kernel = 2, type_unicast = 1;
    to.begin(new_route, flag_multi,
             route_message{.family = family,
                           .to_bits = static_cast<uint8_t>(bits),
                           .from_bits = 0,
                           .service = 0,
                           .table = table_main,
                           .protocol = protocol_kernel,
                           .scope = scope,
                           .type = type_unicast,
                           .flags = 0});
    to.add(route_table, uint32_t{table_main});
}

void end_route(reply_writer &to, const ::netif &n) {
    to.add(route_interface, uint32_t{netif_get_index(&n)});
    to.end();
}

void put_routes4(reply_writer &to) {
    const ::netif *n;
    NETIF_FOREACH(n) {
        const uint32_t ip = ip4_addr_get_u32(netif_ip4_addr(n)),
                       way = ip4_addr_get_u32(netif_ip4_gw(n)),
                       mask = ip4_addr_get_u32(netif_ip4_netmask(n));
        if (loops(*n) || ip == 0 || !netif_is_up(n)) continue;
        if (way != 0) {
            begin_route(to, family_4, 0, scope_global);
            to.add(route_gateway, way);
            end_route(to, *n);
        }
        begin_route(to, family_4, prefix_of(*n), scope_link);
        to.add(route_to, ip & mask);
        to.add(route_own_address, ip);
        end_route(to, *n);
    }
}

void put_routes6(reply_writer &to) {
    each_address6([&](const ::netif &n, const ip6_addr_t &ip) {
        const bool own = ip6_addr_isloopback(&ip);
        if (!netif_is_up(&n)) return;
        ip6_addr_t net = ip;
        if (!own) net.addr[2] = net.addr[3] = 0;
        begin_route(to, family_6, own ? address_bits6 : net_bits6, scope_global);
        to.add(route_to, net.addr);
        end_route(to, n);
    });
    for (int i = 0; i < LWIP_ND6_NUM_ROUTERS; ++i) {
        const nd6_router_list_entry &router = default_router_list[i];
        if (router.neighbor_entry == nullptr || router.neighbor_entry->netif == nullptr) continue;
        begin_route(to, family_6, 0, scope_global);
        to.add(route_gateway, router.neighbor_entry->next_hop_address.addr);
        end_route(to, *router.neighbor_entry->netif);
    }
}

/// The bytes of an attribute behind a request's fixed part; empty: there is none.
std::span<const char> find_attribute(std::span<const char> in, uint16_t type) {
    attribute head;
    while (in.size() >= sizeof head) {
        std::memcpy(&head, in.data(), sizeof head);
        if (head.length < sizeof head || head.length > in.size()) break;
        if ((head.type & attribute_type_mask) == type)
            return in.subspan(sizeof head, head.length - sizeof head);
        in = in.subspan(std::min<std::size_t>(aligned(head.length), in.size()));
    }
    return {};
}

outcome<> get_one_link(std::span<const char> body, reply_writer &reply) {
    link_message wanted;
    if (body.size() < sizeof wanted) return fail(EINVAL);
    std::memcpy(&wanted, body.data(), sizeof wanted);
    const auto name = find_attribute(body.subspan(sizeof wanted), link_name);
    if (wanted.index <= 0 && name.empty()) return fail(EINVAL);
    const ::netif *n;
    NETIF_FOREACH(n) {
        char own[16];
        interface_name(*n, own);
        const bool hit =
            wanted.index > 0
                ? netif_get_index(n) == wanted.index
                : std::string_view(name.data(), strnlen(name.data(), name.size())) == own;
        if (!hit) continue;
        put_link(reply, *n, 0);
        return {};
    }
    return fail(ENODEV);
}

void dump(uint16_t type, uint8_t family, reply_writer &reply) {
    const bool with4 = family == family_any || family == family_4,
               with6 = family == family_any || family == family_6;
    switch (type) {
    case get_link:
        const ::netif *n;
        if (family != family_bridge) NETIF_FOREACH(n) put_link(reply, *n, flag_multi);
        break;
    case get_address:
        if (with4) put_addresses4(reply);
        if (with6) put_addresses6(reply);
        break;
    default:
        if (with4) put_routes4(reply);
        if (with6) put_routes6(reply);
    }
    reply.done();
}

}  // namespace

outcome<> answer_route_request(const header &request, std::span<const char> body, bool superuser,
                               reply_writer &reply) {
    if (request.type > route_type_max) return fail(EOPNOTSUPP);
    if (body.empty()) return {};
    const bool asks = request.type % 4 == get_link % 4;
    if (!asks && !superuser) return fail(EPERM);
    const bool known =
        request.type == get_link || request.type == get_address || request.type == get_route;
    if (!known) return fail(EOPNOTSUPP);
    if ((request.flags & flag_dump) != 0) {
        dump(request.type, static_cast<uint8_t>(body[0]), reply);
        return {};
    }
    return request.type == get_link ? get_one_link(body, reply) : fail(EOPNOTSUPP);
}

}  // namespace network::netlink
