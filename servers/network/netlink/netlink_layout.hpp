/// \file
/// The messages of netlink(7) and rtnetlink(7), as Linux lays them out.
#pragma once

#include <cstdint>

namespace network::netlink {

struct header {
    uint32_t length;  ///< with this header, without padding
    uint16_t type, flags;
    uint32_t sequence, port;
};
static_assert(sizeof(header) == 16);

enum control_type : uint16_t { type_error = 2, type_done = 3, type_min = 16 };
enum header_flag : uint16_t { flag_request = 1, flag_multi = 2, flag_ack = 4, flag_dump = 0x300 };
inline constexpr uint16_t flag_capped = 0x100;  ///< of an error: the request is not repeated whole

enum route_type : uint16_t {
    new_link = 16,
    get_link = 18,
    new_address = 20,
    get_address = 22,
    new_route = 24,
    get_route = 26,
    route_type_max = 127,
};

struct link_message {
    uint8_t family, padding;
    uint16_t hardware;
    int32_t index;
    uint32_t flags, change;
};
struct address_message {
    uint8_t family, prefix, flags, scope;
    uint32_t index;
};
struct route_message {
    uint8_t family, to_bits, from_bits, service;
    uint8_t table, protocol, scope, type;
    uint32_t flags;
};
static_assert(sizeof(link_message) == 16 && sizeof(address_message) == 8 &&
              sizeof(route_message) == 12);

struct attribute {
    uint16_t length, type;
};
inline constexpr uint16_t attribute_type_mask = 0x3fff;

enum link_attribute : uint16_t {
    link_hardware = 1,
    link_broadcast = 2,
    link_name = 3,
    link_mtu = 4,
    link_discipline = 6,
    link_counters = 7,
    link_queue_length = 13,
    link_state = 16,
    link_counters64 = 23,
    link_group = 27,
};
enum address_attribute : uint16_t {
    address_address = 1,
    address_local = 2,
    address_label = 3,
    address_broadcast = 4,
    address_times = 6,
    address_flags = 8,
};
enum route_attribute : uint16_t {
    route_to = 1,
    route_interface = 4,
    route_gateway = 5,
    route_own_address = 7,
    route_table = 15,
};

/// Padded to what a message or an attribute begins at.
constexpr uint32_t aligned(uint32_t size) { return (size + 3) & ~3u; }

}  // namespace network::netlink
