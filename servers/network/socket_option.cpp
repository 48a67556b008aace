/// \file
/// Options that all sockets have (level SOL_SOCKET). Numbers are asm-generic's.
#include <algorithm>

#include "socket.hpp"

namespace network {

namespace {

constexpr int level_socket = 1;
enum option : int {
    so_reuse_address = 2,
    so_type = 3,
    so_error = 4,
    so_dont_route = 5,
    so_broadcast = 6,
    so_send_buffer = 7,
    so_receive_buffer = 8,
    so_keep_alive = 9,
    so_oob_inline = 10,
    so_priority = 12,
    so_linger = 13,
    so_reuse_port = 15,
    so_pass_credentials = 16,
    so_receive_low_water = 18,
    so_send_low_water = 19,
    so_receive_timeout = 20,
    so_send_timeout = 21,
    so_accepting = 30,
    so_protocol = 38,
    so_domain = 39,
};

constexpr uint32_t buffer_min = 2304, buffer_max = 425984;

struct time_option {
    int64_t seconds, microseconds;
};

std::size_t put_bytes(std::span<char> value, const void *from, std::size_t size) {
    size = std::min(size, value.size());
    std::memcpy(value.data(), from, size);
    return size;
}

std::size_t put_time(std::span<char> value, uint64_t ns) {
    const time_option t{static_cast<int64_t>(ns / 1'000'000'000),
                        static_cast<int64_t>(ns % 1'000'000'000 / 1000)};
    return put_bytes(value, &t, sizeof t);
}

outcome<uint64_t> time_of(std::span<const char> value) {
    time_option t;
    if (value.size() < sizeof t) return fail(EINVAL);
    std::memcpy(&t, value.data(), sizeof t);
    if (t.microseconds < 0 || t.microseconds >= 1'000'000) return fail(EDOM);
    if (t.seconds < 0) return 0;
    const auto seconds = std::min<uint64_t>(static_cast<uint64_t>(t.seconds), 1'000'000'000);
    return seconds * 1'000'000'000 + static_cast<uint64_t>(t.microseconds) * 1000;
}

/// Linux gives twice what is asked for, within limits.
uint32_t buffer_size(int wanted) {
    return std::clamp(2 * std::min(static_cast<uint32_t>(wanted < 0 ? 0 : wanted), buffer_max / 2),
                      buffer_min, buffer_max);
}

}  // namespace

std::size_t put_option(std::span<char> value, int number) {
    return put_bytes(value, &number, sizeof number);
}

outcome<int> integer_option(std::span<const char> value) {
    int number;
    if (value.size() < sizeof number) return fail(EINVAL);
    std::memcpy(&number, value.data(), sizeof number);
    return number;
}

outcome<std::size_t> socket::get_common(int name, std::span<char> value) {
    switch (name) {
    case so_reuse_address: return put_option(value, reuse_address_);
    case so_type: return put_option(value, static_cast<int>(type_));
    case so_error: return put_option(value, take_error());
    case so_broadcast: return put_option(value, broadcast_);
    case so_send_buffer: return put_option(value, static_cast<int>(send_buffer_));
    case so_receive_buffer: return put_option(value, static_cast<int>(receive_buffer_));
    case so_keep_alive: return put_option(value, keep_alive_);
    case so_linger: return put_bytes(value, linger_, sizeof linger_);
    case so_pass_credentials: return put_option(value, pass_credentials_);
    case so_receive_low_water:
    case so_send_low_water: return put_option(value, 1);
    case so_receive_timeout: return put_time(value, receive_timeout_);
    case so_send_timeout: return put_time(value, send_timeout_);
    case so_accepting: return put_option(value, listening());
    case so_protocol: return put_option(value, static_cast<int>(protocol_));
    case so_domain: return put_option(value, static_cast<int>(family_));
    case so_dont_route:
    case so_oob_inline:
    case so_priority: return put_option(value, 0);
    default: return fail(ENOPROTOOPT);
    }
}

outcome<std::size_t> socket::get_option(int level, int name, std::span<char> value) {
    if (level != level_socket) return fail(EOPNOTSUPP);
    return get_common(name, value);
}

outcome<> socket::set_option(int level, int name, std::span<const char> value) {
    if (level != level_socket) return fail(ENOPROTOOPT);
    if (name == so_receive_timeout || name == so_send_timeout) {
        (name == so_receive_timeout ? receive_timeout_ : send_timeout_) = TRY(time_of(value));
        return {};
    }
    const int number = TRY(integer_option(value));
    switch (name) {
    case so_reuse_address: reuse_address_ = number != 0; return {};
    case so_broadcast: broadcast_ = number != 0; return {};
    case so_keep_alive: keep_alive_ = number != 0; return {};
    case so_pass_credentials: pass_credentials_ = number != 0; return {};
    case so_send_buffer: send_buffer_ = buffer_size(number); return {};
    case so_receive_buffer: receive_buffer_ = buffer_size(number); return {};
    case so_linger:
        if (value.size() < sizeof linger_) return fail(EINVAL);
        std::memcpy(linger_, value.data(), sizeof linger_);
        return {};
    case so_type:
    case so_error:
    case so_accepting:
    case so_protocol:
    case so_domain: return fail(ENOPROTOOPT);
    case so_receive_low_water:
    case so_priority:
    case so_dont_route:
    case so_oob_inline: return number <= 1 ? outcome<>() : fail(EOPNOTSUPP);
    default: return fail(ENOPROTOOPT);
    }
}

outcome<> socket::listen(int, const protocol::socket_credentials &) { return fail(EOPNOTSUPP); }

outcome<int> socket::control(uint32_t, std::span<char>, std::size_t &) { return fail(ENOTTY); }

}  // namespace network
