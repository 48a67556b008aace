/// \file
/// Network cards: at the name "packet" they are opened, each answers on a port of its own, and
/// sends what it receives to its client's. Ids 23400 to 23499 for the name, 23600 to 23699 for a
/// card, 23800 to 23899 for its client.
///
/// Frames are Ethernet's, from the destination address on and without the check sequence, each as
/// pages out of line that change hands and are not copied on their way to or from the device. No
/// message waits for an answer: the client counts what it has under way by packet_sent.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

inline constexpr uint32_t packet_frame_max = 1514;
/// Frames that a client may have under way; more are dropped.
inline constexpr uint32_t packet_under_way_max = 64;

#pragma pack(push, 4)
struct packet_open_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t client;
    uint32_t index;  ///< of the card, from 0 on
};
struct packet_open_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t card;
    kern_return_t result;
    uint8_t address[6];  ///< of the card, Ethernet's
    uint16_t reserved;
};
struct packet_frame_message {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::ool};
    mach_msg_ool_descriptor_t frame;
};
struct packet_sent_message {
    uint32_t count;
};
#pragma pack(pop)

/// The card's frames go to `client` from now on. ENXIO: there is no such card.
using packet_open =
    mach::rpc::routine<23400, "packet_open", packet_open_request, packet_open_reply>;
using packet_interface = mach::rpc::interface<"packet", packet_open>;

using packet_send = mach::rpc::simple_routine<23600, "packet_send", packet_frame_message>;
using packet_card_interface = mach::rpc::interface<"packet_card", packet_send>;

using packet_received = mach::rpc::simple_routine<23800, "packet_received", packet_frame_message>;
/// So many frames have been sent, or dropped, since the last such message.
using packet_sent = mach::rpc::simple_routine<23801, "packet_sent", packet_sent_message>;
using packet_client_interface = mach::rpc::interface<"packet_client", packet_received, packet_sent>;

}  // namespace protocol
