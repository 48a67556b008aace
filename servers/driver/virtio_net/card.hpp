/// \file
/// One virtio network device (Virtual I/O Device 1.1, 5.1).
#pragma once

#include <memory>

#include <lib/port_object.hpp>
#include <lib/virtio/transport.hpp>
#include <mach/server.hpp>
#include <protocol/packet.hpp>

/// The port is that of its interrupts.
class card final : public server::port_object {
public:
    /// \return null when the device does not speak version 1, or lacks something needed.
    static std::unique_ptr<card> create(server::loop &loop, std::unique_ptr<virtio::transport> t);

    const uint8_t (&address() const)[6] { return address_; }
    /// Takes the right: what is received goes there.
    void set_client(mach_port_t client);
    /// Sends a frame in pages of this task, which the card gets. Dropped when there is no room.
    void send(mach_vm_address_t frame, uint32_t size);

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &) override;

private:
    static constexpr unsigned receive_slots = 32, send_slots = 64;
    static constexpr uint32_t header_size = 12;
    static constexpr unsigned pieces_max = 3;  ///< header, and a frame across two pages
    /// What the device reads and writes of one slot besides the frame.
    struct slot_area {
        uint8_t header[16];
        virtio::descriptor table[pieces_max];
    };
    static constexpr uint32_t areas_per_page = MACH_PAGE_SIZE / sizeof(slot_area);
    static constexpr uint32_t area_pages =
        (receive_slots + send_slots + areas_per_page - 1) / areas_per_page;
    struct buffer {
        mach_vm_address_t address = 0;
        uint32_t size = 0;
    };

    card(server::loop &loop, std::unique_ptr<virtio::transport> t)
        : port_object(loop), transport_(std::move(t)) {}
    bool prepare();
    bool offer(unsigned slot);
    void take_received();
    void take_sent();
    void tell(mach_vm_address_t frame, uint32_t size);
    static uint32_t area_offset(unsigned slot) {
        return slot / areas_per_page * MACH_PAGE_SIZE +
               slot % areas_per_page * static_cast<uint32_t>(sizeof(slot_area));
    }
    /// Writes the table of a slot's area. \return entries, 0 when the pages cannot be wired.
    uint16_t describe(unsigned area, const buffer &b, bool in);

    std::unique_ptr<virtio::transport> transport_;
    virtio::queue receive_, send_;
    virtio::dma_area areas_;
    buffer receiving_[receive_slots], sending_[send_slots];
    uint8_t address_[6] = {};
    mach_port_t client_ = MACH_PORT_NULL;
    uint32_t done_ = 0;  ///< frames that packet_sent has yet to tell
};
