/// \file
/// The forms of all requests that servers declare, for hostile.cpp.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include <mach/rpc.hpp>
#include <protocol/block.hpp>
#include <protocol/device.hpp>
#include <protocol/event.hpp>
#include <protocol/file.hpp>
#include <protocol/io.hpp>
#include <protocol/message_queue.hpp>
#include <protocol/name.hpp>
#include <protocol/packet.hpp>
#include <protocol/pci.hpp>
#include <protocol/process.hpp>
#include <protocol/file_owner.hpp>
#include <protocol/pid_file.hpp>
#include <protocol/process_service.hpp>
#include <protocol/service.hpp>
#include <protocol/socket.hpp>

/// What a routine looks like on the wire.
struct shape {
    const char *name;
    mach_msg_id_t id;
    mach_msg_size_t least, most;
    const mach::rpc::descriptor_kind *descriptors;
    unsigned descriptor_count;
    std::size_t variable;  ///< offset of the variable member's count; 0: there is none
    std::size_t item;      ///< bytes of one of its items
    bool answered;
};
inline std::vector<shape> shapes;  ///< filled by learn_all

template <class Body>
std::size_t variable_offset() {
    return mach::rpc::prefix_size<Body> + mach::rpc::detail::fixed_size<Body>() - sizeof(uint32_t);
}

template <class... Routines>
struct add_shapes {
    template <class Routine>
    static void add() {
        using body = typename Routine::request;
        shape one{.name = Routine::name,
                  .id = Routine::id,
                  .least = mach::rpc::min_size<body>,
                  .most = mach::rpc::max_size<body>,
                  .descriptors = nullptr,
                  .descriptor_count = mach::rpc::detail::descriptor_count<body>(),
                  .variable = 0,
                  .item = 1,
                  .answered = !std::is_void_v<typename Routine::reply>};
        if constexpr (mach::rpc::detail::with_descriptors<body>)
            one.descriptors = body::descriptors;
        if constexpr (mach::rpc::detail::with_variable<body>) {
            one.variable = variable_offset<body>();
            one.item = sizeof(body{}.variable.items[0]);
        }
        shapes.push_back(one);
    }
    add_shapes() { (add<Routines>(), ...); }
};
/// Adds the routines of an interface.
template <class Interface>
void learn() {
    (void)typename Interface::template apply<add_shapes>{};
}

/// All that servers answer, and what they tell each other.
inline void learn_all() {
    learn<protocol::io_interface>();
    learn<protocol::file_interface>();
    learn<protocol::file_service_interface>();
    learn<protocol::process_interface>();
    learn<protocol::process_service_interface>();
    learn<protocol::pid_file_interface>();
    learn<protocol::sysv_interface>();
    learn<protocol::file_owner_interface>();
    learn<protocol::name_interface>();
    learn<protocol::service_interface>();
    learn<protocol::device_interface>();
    learn<protocol::event_service_interface>();
    learn<protocol::event_interface>();
    learn<protocol::mqueue_service_interface>();
    learn<protocol::mqueue_interface>();
    learn<protocol::network_interface>();
    learn<protocol::socket_interface>();
    learn<protocol::block_interface>();
    learn<protocol::block_device_interface>();
    learn<protocol::packet_interface>();
    learn<protocol::packet_card_interface>();
    learn<protocol::packet_client_interface>();
    learn<protocol::pci_interface>();
    learn<protocol::pci_device_interface>();
}
