#include "proc_text.hpp"

#include <cstdarg>
#include <cstdio>

#include <lwip/dns.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/stats.h>
#include <lwip/udp.h>

#include "interface_control.hpp"

namespace network {

namespace {

void print(std::string &out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void print(std::string &out, const char *format, ...) {
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    const int length = std::vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length > 0) out.append(line, std::min<std::size_t>(sizeof line - 1, length));
}

std::string devices() {
    std::string out =
        "Inter-|   Receive                                                |  Transmit\n"
        " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs "
        "drop fifo colls carrier compressed\n";
    const ::netif *n;
    NETIF_FOREACH(n) {
        char name[16];
        interface_name(*n, name);
        const auto &c = n->mib2_counters;
        print(out, "%6s: %7u %7u %4u %4u %4u %5u %10u %9u ", name, c.ifinoctets,
              c.ifinucastpkts + c.ifinnucastpkts, c.ifinerrors,
              c.ifindiscards + c.ifinunknownprotos, 0, 0, 0, c.ifinnucastpkts);
        print(out, "%8u %7u %4u %4u %4u %5u %7u %10u\n", c.ifoutoctets,
              c.ifoutucastpkts + c.ifoutnucastpkts, c.ifouterrors, c.ifoutdiscards, 0, 0, 0, 0);
    }
    return out;
}

void route_line(std::string &out, const ::netif &n, uint32_t to, uint32_t gateway, unsigned flags,
                uint32_t mask) {
    char name[16];
    interface_name(n, name);
    char line[160];
    (void)std::snprintf(line, sizeof line, "%s\t%08X\t%08X\t%04X\t%d\t%u\t%d\t%08X\t%d\t%u\t%u",
                        name, to, gateway, flags, 0, 0u, 0, mask, 0, 0u, 0u);
    print(out, "%-127s\n", line);
}

std::string routes() {
    constexpr unsigned up = 1, gateway = 2;
    std::string out;
    print(out, "%-127s\n",
          "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT");
    const ::netif *n;
    NETIF_FOREACH(n) {
        const uint32_t ip = ip4_addr_get_u32(netif_ip4_addr(n));
        const uint32_t mask = ip4_addr_get_u32(netif_ip4_netmask(n));
        const uint32_t way = ip4_addr_get_u32(netif_ip4_gw(n));
        if (n->name[0] == 'l' || ip == 0 || !netif_is_up(n)) continue;
        if (way != 0) route_line(out, *n, 0, way, up | gateway, 0);
        route_line(out, *n, ip & mask, 0, up, mask);
    }
    return out;
}

std::string addresses6() {
    std::string out;
    const ::netif *n;
    NETIF_FOREACH(n) {
        for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; ++i) {
            if (!ip6_addr_isvalid(netif_ip6_addr_state(n, i))) continue;
            const ip6_addr_t *ip = netif_ip6_addr(n, i);
            for (const uint32_t word : ip->addr) print(out, "%08x", lwip_ntohl(word));
            const unsigned scope = ip6_addr_isloopback(ip)    ? 0x10
                                   : ip6_addr_islinklocal(ip) ? 0x20
                                                              : 0;
            char name[16];
            interface_name(*n, name);
            print(out, " %02x %02x %02x %02x %8s\n", netif_get_index(n), scope == 0x10 ? 128 : 64,
                  scope, 0x80, name);
        }
    }
    return out;
}

/// What DHCP has told, in the form of a resolv.conf: /etc/resolv.conf leads here.
std::string name_servers() {
    std::string out;
    for (uint8_t i = 0; i < DNS_MAX_SERVERS; ++i) {
        const ip_addr_t *server = dns_getserver(i);
        if (ip_addr_isany(server)) continue;
        char text[IPADDR_STRLEN_MAX];
        print(out, "nameserver %s\n", ipaddr_ntoa_r(server, text, sizeof text));
    }
    return out;
}

void end_of_connection(std::string &out, const ip_addr_t &ip, unsigned port, bool v6) {
    if (v6)
        for (const uint32_t word : ip_2_ip6(&ip)->addr)
            print(out, "%08X", IP_IS_V6_VAL(ip) ? word : 0);
    else
        print(out, "%08X", IP_IS_V4_VAL(ip) ? ip4_addr_get_u32(ip_2_ip4(&ip)) : 0);
    print(out, ":%04X ", port);
}

void connection(std::string &out, unsigned slot, bool v6, const ip_addr_t &local,
                unsigned local_port, const ip_addr_t &remote, unsigned remote_port,
                unsigned state) {
    print(out, "%4u: ", slot);
    end_of_connection(out, local, local_port, v6);
    end_of_connection(out, remote, remote_port, v6);
    print(out, "%02X 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000000000000\n",
          state);
}

constexpr const char *connection_title =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n";

/// Sockets for both kinds of address are among those of IPv6.
bool is(const ip_addr_t &local, bool v6) { return v6 != IP_IS_V4_VAL(local); }

template <bool V6>
std::string tcp_connections() {
    // lwIP's states from CLOSED on, in Linux's numbers.
    constexpr uint8_t states[] = {7, 10, 2, 3, 1, 4, 5, 8, 11, 9, 6}, listening = 10;
    std::string out = connection_title;
    unsigned slot = 0;
    for (const tcp_pcb_listen *p = tcp_listen_pcbs.listen_pcbs; p; p = p->next)
        if (is(p->local_ip, V6))
            connection(out, slot++, V6, p->local_ip, p->local_port,
                       V6 ? *IP6_ADDR_ANY : *IP4_ADDR_ANY, 0, listening);
    for (const ::tcp_pcb *list : {tcp_active_pcbs, tcp_tw_pcbs})
        for (const ::tcp_pcb *p = list; p; p = p->next)
            if (is(p->local_ip, V6))
                connection(out, slot++, V6, p->local_ip, p->local_port, p->remote_ip,
                           p->remote_port, states[p->state]);
    return out;
}

template <bool V6>
std::string udp_sockets() {
    constexpr unsigned closed = 7;
    std::string out = connection_title;
    unsigned slot = 0;
    for (const ::udp_pcb *p = udp_pcbs; p; p = p->next)
        if (is(p->local_ip, V6) && p->local_port != 0)
            connection(out, slot++, V6, p->local_ip, p->local_port, p->remote_ip, p->remote_port,
                       closed);
    return out;
}

/// What has been received, and what of it was dropped as malformed.
std::string counters() {
    const auto &s = lwip_stats;
    std::string out = "Ip: InReceives InHdrErrors InAddrErrors InDiscards OutRequests\n";
    print(out, "Ip: %u %u %u %u %u\n", s.ip.recv + s.ip6.recv,
          s.ip.lenerr + s.ip.chkerr + s.ip.proterr + s.ip.opterr + s.ip6.lenerr + s.ip6.proterr,
          s.ip.rterr + s.ip6.rterr, s.ip.drop + s.ip6.drop, s.ip.xmit + s.ip6.xmit);
    out += "Icmp: InMsgs InErrors OutMsgs\n";
    print(out, "Icmp: %u %u %u\n", s.icmp.recv + s.icmp6.recv,
          s.icmp.chkerr + s.icmp.lenerr + s.icmp6.chkerr + s.icmp6.lenerr,
          s.icmp.xmit + s.icmp6.xmit);
    out += "Tcp: InSegs InErrs OutSegs\n";
    print(out, "Tcp: %u %u %u\n", s.tcp.recv, s.tcp.lenerr + s.tcp.chkerr + s.tcp.proterr,
          s.tcp.xmit);
    out += "Udp: InDatagrams NoPorts InErrors OutDatagrams\n";
    print(out, "Udp: %u %u %u %u\n", s.udp.recv, s.udp.proterr, s.udp.lenerr + s.udp.chkerr,
          s.udp.xmit);
    return out;
}

struct file {
    std::string_view name;
    std::string (*text)();
};
constexpr file files[] = {
    {"dev", devices},
    {"route", routes},
    {"if_inet6", addresses6},
    {"pnp", name_servers},
    {"tcp", tcp_connections<false>},
    {"udp", udp_sockets<false>},
    {"tcp6", tcp_connections<true>},
    {"udp6", udp_sockets<true>},
    {"snmp", counters},
};

}  // namespace

outcome<std::string> proc_text(std::string_view name) {
    for (const file &f : files)
        if (f.name == name) return f.text();
    return fail(ENOENT);
}

}  // namespace network
