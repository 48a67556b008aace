/// \file
/// One virtio block device (Virtual I/O Device 1.1, 5.2).
#pragma once

#include <deque>
#include <memory>

#include <lib/pending.hpp>
#include <lib/port_object.hpp>
#include <lib/virtio/transport.hpp>
#include <mach/server.hpp>
#include <protocol/block.hpp>

/// A request on its way. Its data are whole pages of this task.
struct transfer {
    enum class kind : uint32_t { read = 0, write = 1, flush = 4 };  ///< as the device numbers them
    kind what;
    uint32_t tag;
    uint64_t sector;
    mach_vm_address_t address;
    uint32_t size;
    server::pending<protocol::block_read> reply;  ///< or a sister's
};

/// The port is that of its interrupts.
class disk final : public server::port_object {
public:
    /// \return null when the device does not speak version 1, or lacks something needed.
    static std::unique_ptr<disk> create(server::loop &loop, std::unique_ptr<virtio::transport> t);

    uint64_t sectors() const { return sectors_; }
    bool read_only() const { return read_only_; }
    /// Starts a request, now or when there is room. Answers it when it is done.
    void start(transfer t);
    /// Reads `size` bytes (up to a page) while nothing else is going on. \return success.
    bool read_now(uint64_t sector, void *to, uint32_t size);

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;

private:
    static constexpr unsigned slots = 64, segments_max = 36;
    /// What the device reads and writes of one request. Lies within a page.
    struct slot_area {
        uint32_t type, reserved;
        uint64_t sector;
        uint8_t status;
        virtio::descriptor table[segments_max];
    };
    static constexpr uint32_t areas_per_page = MACH_PAGE_SIZE / sizeof(slot_area);

    disk(server::loop &loop, std::unique_ptr<virtio::transport> t)
        : port_object(loop), transport_(std::move(t)) {}
    bool prepare();
    bool submit(unsigned slot);
    void complete();
    void finish(unsigned slot);
    uint32_t area_offset(unsigned slot) const {
        return slot / areas_per_page * MACH_PAGE_SIZE +
               slot % areas_per_page * static_cast<uint32_t>(sizeof(slot_area));
    }
    slot_area &area(unsigned slot) const { return *areas_.at<slot_area>(area_offset(slot)); }

    std::unique_ptr<virtio::transport> transport_;
    virtio::queue queue_;
    virtio::dma_area areas_;
    std::unique_ptr<transfer> running_[slots];
    std::deque<transfer> waiting_;
    uint64_t sectors_ = 0;
    bool read_only_ = false, can_flush_ = false;
};
