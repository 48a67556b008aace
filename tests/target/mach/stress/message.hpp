/// \file
/// The message of the stress: a right, memory and an array of rights, each of which may be absent,
/// and enough inline to check the memory by.
#pragma once

#include <mach/mach.h>

#pragma pack(push, 4)
struct stress_message {
    static constexpr mach_msg_id_t id = 771100;
    static constexpr uint32_t no_memory = ~0u, private_memory = ~0u - 1;

    mach_msg_header_t header;
    mach_msg_body_t body;
    mach_msg_port_descriptor_t right;
    mach_msg_ool_descriptor_t memory;
    mach_msg_ool_ports_descriptor_t rights;
    uint32_t first_page;  ///< of the quay, whose pages `memory` has
    uint32_t number, complement;
};
#pragma pack(pop)

struct stress_buffer : stress_message {
    mach_msg_max_trailer_t trailer;
};

/// Nothing but the header, to be filled in.
inline void clear(stress_message &m, mach_port_t to, uint32_t number) {
    m = {};
    m.header.msgh_remote_port = to;
    m.header.msgh_bits = MACH_MSGH_BITS_COMPLEX | MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u);
    m.header.msgh_id = stress_message::id;
    m.body.msgh_descriptor_count = 3;
    m.right.type = MACH_MSG_PORT_DESCRIPTOR;
    m.right.disposition = MACH_MSG_TYPE_COPY_SEND;
    m.memory.type = MACH_MSG_OOL_DESCRIPTOR;
    m.memory.copy = MACH_MSG_VIRTUAL_COPY;
    m.rights.type = MACH_MSG_OOL_PORTS_DESCRIPTOR;
    m.rights.disposition = MACH_MSG_TYPE_COPY_SEND;
    m.first_page = stress_message::no_memory;
    m.number = number;
    m.complement = ~number;
}
