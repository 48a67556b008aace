/// \file
/// Options of the levels IPPROTO_IP, IPPROTO_IPV6 and IPPROTO_TCP. Numbers are Linux's.
#include <algorithm>

#include <lwip/ip.h>

#include "datagram_socket.hpp"
#include "tcp_socket.hpp"

namespace network {

namespace {

constexpr int level_socket = 1, level_ip = 0, level_ip6 = 41, level_tcp = 6, level_raw = 255,
              level_icmp6 = 58;
enum ip_option : int {
    ip_tos = 1,
    ip_ttl = 2,
    ip_receive_error = 11,
    ip_packet_info = 8,
    ip_receive_ttl = 12,
    ip_mtu_discover = 10,
    ip_options = 4,
    ip_multicast_ttl = 33,
    ip_multicast_loop = 34,
};
enum ip6_option : int {
    ip6_checksum = 7,
    ip6_unicast_hops = 16,
    ip6_multicast_hops = 18,
    ip6_multicast_loop = 19,
    ip6_receive_error = 25,
    ip6_only = 26,
    ip6_receive_packet_info = 49,
    ip6_receive_hop_limit = 51,
    ip6_traffic_class = 67,
};
enum tcp_option : int {
    tcp_no_delay = 1,
    tcp_segment_max = 2,
    tcp_cork = 3,
    tcp_keep_idle = 4,
    tcp_keep_interval = 5,
    tcp_keep_count = 6,
    tcp_defer_accept = 9,
    tcp_quick_ack = 12,
    tcp_user_timeout = 18,
};

outcome<std::size_t> get_ip(struct ::ip_pcb &block, int level, int name, bool only_v6,
                            std::span<char> value) {
    if (level == level_ip) switch (name) {
        case ip_tos: return put_option(value, block.tos);
        case ip_ttl: return put_option(value, block.ttl);
        case ip_mtu_discover:
        case ip_receive_ttl:
        case ip_packet_info:
        case ip_receive_error: return put_option(value, 0);
        case ip_multicast_ttl:
        case ip_multicast_loop: return put_option(value, 1);
        case ip_options: return 0;
        default: return fail(ENOPROTOOPT);
        }
    switch (name) {
    case ip6_unicast_hops: return put_option(value, block.ttl);
    case ip6_traffic_class: return put_option(value, block.tos);
    case ip6_only: return put_option(value, only_v6);
    case ip6_multicast_hops:
    case ip6_multicast_loop: return put_option(value, 1);
    case ip6_receive_error:
    case ip6_receive_packet_info:
    case ip6_receive_hop_limit: return put_option(value, 0);
    default: return fail(ENOPROTOOPT);
    }
}

/// What asks for control messages that are not sent is refused, unless it asks for none.
outcome<> set_ip(struct ::ip_pcb &block, int level, int name, bool &only_v6, bool bound,
                 std::span<const char> value) {
    int number;
    if (value.size() >= sizeof number)
        number = TRY(integer_option(value));
    else if (value.size() == 1)
        number = static_cast<unsigned char>(value[0]);
    else
        return fail(EINVAL);
    if (level == level_ip) switch (name) {
        case ip_tos: block.tos = static_cast<uint8_t>(number); return {};
        case ip_ttl:
            if (number != -1 && (number < 1 || number > 255)) return fail(EINVAL);
            block.ttl = static_cast<uint8_t>(number == -1 ? 64 : number);
            return {};
        case ip_mtu_discover:
        case ip_multicast_ttl:
        case ip_multicast_loop: return {};
        case ip_receive_ttl:
        case ip_packet_info:
        case ip_receive_error: return number == 0 ? outcome<>() : fail(ENOPROTOOPT);
        default: return fail(ENOPROTOOPT);
        }
    switch (name) {
    case ip6_unicast_hops:
        if (number < -1 || number > 255) return fail(EINVAL);
        block.ttl = static_cast<uint8_t>(number == -1 ? 64 : number);
        return {};
    case ip6_traffic_class: block.tos = static_cast<uint8_t>(number); return {};
    case ip6_only:
        if (bound) return fail(EINVAL);
        only_v6 = number != 0;
        return {};
    case ip6_multicast_hops:
    case ip6_multicast_loop: return {};
    case ip6_receive_error:
    case ip6_receive_packet_info:
    case ip6_receive_hop_limit: return number == 0 ? outcome<>() : fail(ENOPROTOOPT);
    default: return fail(ENOPROTOOPT);
    }
}

bool known(int level, uint32_t family) {
    return level == level_ip || (level == level_ip6 && family == family_internet6);
}

}  // namespace

outcome<std::size_t> datagram_socket::get_option(int level, int name, std::span<char> value) {
    if (level == level_socket) return socket::get_option(level, name, value);
    if (!known(level, family())) return fail(ENOPROTOOPT);
    return get_ip(block(), level, name, only_v6_, value);
}

outcome<> datagram_socket::set_option(int level, int name, std::span<const char> value) {
    if (level == level_socket) return socket::set_option(level, name, value);
    // Checksums of ICMPv6 are always made, and programs filter what they receive themselves.
    if (type() == socket_type::raw && ((level == level_raw && name == ip6_checksum) ||
                                       level == level_icmp6 || (level == level_raw && name == 1)))
        return {};
    if (!known(level, family())) return fail(ENOPROTOOPT);
    return set_ip(block(), level, name, only_v6_, bound_, value);
}

outcome<std::size_t> tcp_socket::get_tcp(int name, std::span<char> value) {
    switch (name) {
    case tcp_no_delay: return put_option(value, !listening() && tcp_nagle_disabled(pcb_));
    case tcp_segment_max: return put_option(value, listening() ? TCP_MSS : tcp_mss(pcb_));
    case tcp_keep_idle:
        return put_option(value, listening() ? 7200 : static_cast<int>(pcb_->keep_idle / 1000));
    case tcp_keep_interval:
        return put_option(value, listening() ? 75 : static_cast<int>(pcb_->keep_intvl / 1000));
    case tcp_keep_count:
        return put_option(value, listening() ? 9 : static_cast<int>(pcb_->keep_cnt));
    case tcp_cork:
    case tcp_defer_accept:
    case tcp_user_timeout: return put_option(value, 0);
    case tcp_quick_ack: return put_option(value, 1);
    default: return fail(ENOPROTOOPT);
    }
}

outcome<std::size_t> tcp_socket::get_option(int level, int name, std::span<char> value) {
    if (level == level_socket) return socket::get_option(level, name, value);
    if (level != level_tcp && !known(level, family())) return fail(ENOPROTOOPT);
    TRY(need_pcb());
    if (level == level_tcp) return get_tcp(name, value);
    return get_ip(*reinterpret_cast<struct ::ip_pcb *>(pcb_), level, name, only_v6_, value);
}

outcome<> tcp_socket::set_option(int level, int name, std::span<const char> value) {
    if (level == level_socket) {
        TRY(socket::set_option(level, name, value));
        if (pcb_ && keep_alive_)
            ip_set_option(pcb_, SOF_KEEPALIVE);
        else if (pcb_)
            ip_reset_option(pcb_, SOF_KEEPALIVE);
        return {};
    }
    if (level == level_ip6 && name == ip6_only && !pcb_ && family() == family_internet6) {
        only_v6_ = TRY(integer_option(value)) != 0;
        return {};
    }
    if (level != level_tcp && !known(level, family())) return fail(ENOPROTOOPT);
    if (state_ == state::closed) return fail(EINVAL);
    TRY(need_pcb());
    if (level != level_tcp)
        return set_ip(*reinterpret_cast<struct ::ip_pcb *>(pcb_), level, name, only_v6_, bound_,
                      value);
    const int number = TRY(integer_option(value));
    if (listening()) return {};
    constexpr int seconds_max = 32767;
    const bool time = name == tcp_keep_idle || name == tcp_keep_interval;
    if (time && (number < 1 || number > seconds_max)) return fail(EINVAL);
    switch (name) {
    case tcp_no_delay:
        if (number)
            tcp_nagle_disable(pcb_);
        else
            tcp_nagle_enable(pcb_);
        return {};
    case tcp_keep_idle: pcb_->keep_idle = static_cast<uint32_t>(number) * 1000; return {};
    case tcp_keep_interval: pcb_->keep_intvl = static_cast<uint32_t>(number) * 1000; return {};
    case tcp_keep_count:
        if (number < 1 || number > 127) return fail(EINVAL);
        pcb_->keep_cnt = static_cast<uint32_t>(number);
        return {};
    case tcp_cork:
    case tcp_defer_accept:
    case tcp_quick_ack:
    case tcp_user_timeout: return {};
    default: return fail(ENOPROTOOPT);
    }
}

}  // namespace network
