/// \file
/// Messages for tests.
#pragma once

#include <cstdint>

#include <mach/message.h>

namespace world {

inline constexpr uint32_t with_reply =
    MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);

/// A simple message with room for any trailer behind it.
struct simple {
    mach_msg_header_t header{};
    uint32_t data[4]{};
    mach_msg_max_trailer_t trailer{};

    static constexpr mach_msg_size_t size = sizeof(mach_msg_header_t) + 16;
    static constexpr mach_msg_size_t room = size + sizeof(mach_msg_max_trailer_t);
    simple() = default;
    simple(mach_port_name_t to, uint32_t disposition, int id = 100) {
        header.msgh_bits = MACH_MSGH_BITS(disposition, 0u);
        header.msgh_remote_port = to;
        header.msgh_id = id;
    }
};

/// A message with `N` port descriptors.
#pragma pack(push, 4)
template <unsigned N>
struct with_ports {
    mach_msg_header_t header{};
    mach_msg_body_t body{};
    mach_msg_port_descriptor_t ports[N]{};
    mach_msg_max_trailer_t trailer{};

    static constexpr mach_msg_size_t size =
        sizeof(mach_msg_header_t) + sizeof(mach_msg_body_t) + N * 12;
    static constexpr mach_msg_size_t room = size + sizeof(mach_msg_max_trailer_t);
    with_ports() = default;
    with_ports(mach_port_name_t to, uint32_t disposition) {
        header.msgh_bits = MACH_MSGH_BITS(disposition, 0u) | MACH_MSGH_BITS_COMPLEX;
        header.msgh_remote_port = to;
        body.msgh_descriptor_count = N;
    }
    void set(unsigned i, mach_port_name_t name, uint8_t disposition) {
        ports[i] = {.name = name,
                    .pad1 = 0,
                    .pad2 = 0,
                    .disposition = disposition,
                    .type = MACH_MSG_PORT_DESCRIPTOR};
    }
};
struct with_memory {
    mach_msg_header_t header{};
    mach_msg_body_t body{};
    mach_msg_ool_descriptor_t memory{};
    mach_msg_ool_ports_descriptor_t ports{};
    mach_msg_max_trailer_t trailer{};

    static constexpr mach_msg_size_t size =
        sizeof(mach_msg_header_t) + sizeof(mach_msg_body_t) + 32;
    static constexpr mach_msg_size_t room = size + sizeof(mach_msg_max_trailer_t);
    with_memory() = default;
    with_memory(mach_port_name_t to, uint32_t disposition, const void *data, uint32_t data_size,
                const mach_port_name_t *names, uint32_t count, uint8_t names_disposition) {
        header.msgh_bits = MACH_MSGH_BITS(disposition, 0u) | MACH_MSGH_BITS_COMPLEX;
        header.msgh_remote_port = to;
        body.msgh_descriptor_count = 2;
        memory = {.address = reinterpret_cast<uint64_t>(data),
                  .deallocate = 0,
                  .copy = MACH_MSG_VIRTUAL_COPY,
                  .pad1 = 0,
                  .type = MACH_MSG_OOL_DESCRIPTOR,
                  .size = data_size};
        ports = {.address = reinterpret_cast<uint64_t>(names),
                 .deallocate = 0,
                 .copy = MACH_MSG_VIRTUAL_COPY,
                 .disposition = names_disposition,
                 .type = MACH_MSG_OOL_PORTS_DESCRIPTOR,
                 .count = count};
    }
};
#pragma pack(pop)

inline constexpr mach_msg_option_t full_trailer = MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_CTX);

}  // namespace world
