#include "card.hpp"

#include <cstring>

#include <mach/client.hpp>
#include <mach/device.h>
#include <mach/interface/device_master.hpp>
#include <mach/interface/dma.hpp>

namespace {
constexpr uint64_t feature_address = 1 << 5;
constexpr uint16_t receive_queue = 0, send_queue = 1;
constexpr uint32_t frame_min = 14;

void free_pages(mach_vm_address_t address, uint32_t size) {
    if (size) (void)mach_vm_deallocate(mach_task_self(), address, size);
}
}  // namespace

std::unique_ptr<card> card::create(server::loop &loop, std::unique_ptr<virtio::transport> t) {
    std::unique_ptr<card> made(new card(loop, std::move(t)));
    return made->prepare() ? std::move(made) : nullptr;
}

bool card::prepare() {
    const uint64_t wanted = virtio::feature_version_1 | virtio::feature_indirect | feature_address;
    if (transport_->negotiate(wanted) != wanted) return false;
    for (uint32_t i = 0; i < sizeof address_; ++i) address_[i] = transport_->config<uint8_t>(i);
    if (!areas_.create(transport_->dma(), area_pages * MACH_PAGE_SIZE) ||
        !transport_->connect(port()) || !transport_->set_queue(receive_queue, receive_) ||
        !transport_->set_queue(send_queue, send_))
        return false;
    transport_->start();
    bool any = false;
    for (unsigned slot = 0; slot < std::min<unsigned>(receive_slots, receive_.size()); ++slot)
        any |= offer(slot);
    if (any) transport_->notify(receive_queue);
    return any;
}

uint16_t card::describe(unsigned area, const buffer &b, bool in) {
    using virtio::descriptor_next, virtio::descriptor_write;
    uint64_t pages[2];
    unsigned count = std::size(pages);
    if (dma_wire(transport_->dma(), b.address, b.size, in ? VM_PROT_WRITE : VM_PROT_READ, pages,
                 &count) != KERN_SUCCESS)
        return 0;
    const uint32_t at = area_offset(area);
    auto &a = *areas_.at<slot_area>(at);
    std::memset(a.header, 0, sizeof a.header);
    const uint16_t write = in ? descriptor_write : uint16_t{0};
    uint16_t used = 0;
    a.table[used++] = {areas_.physical(at), header_size, write, 0};
    uint32_t rest = b.size, offset = static_cast<uint32_t>(b.address % MACH_PAGE_SIZE);
    for (unsigned i = 0; i < count && rest != 0; ++i) {
        const uint32_t part = std::min<uint32_t>(rest, MACH_PAGE_SIZE - offset);
        a.table[used - 1].flags |= descriptor_next;
        a.table[used - 1].next = used;
        a.table[used++] = {pages[i] + offset, part, write, 0};
        rest -= part;
        offset = 0;
    }
    return used;
}

/// Gives the device a fresh page to receive into. \return whether it wants to be told.
bool card::offer(unsigned slot) {
    buffer &b = receiving_[slot];
    b = {};
    if (mach_vm_allocate(mach_task_self(), &b.address, MACH_PAGE_SIZE, VM_FLAGS_ANYWHERE) !=
        KERN_SUCCESS)
        return false;
    b.size = MACH_PAGE_SIZE;
    const uint16_t used = describe(slot, b, true);
    if (used == 0) {
        free_pages(b.address, b.size);
        b = {};
        return false;
    }
    const auto table = areas_.physical(area_offset(slot) + offsetof(slot_area, table));
    return receive_.submit(static_cast<uint16_t>(slot), table, used);
}

void card::take_received() {
    bool tell_device = false;
    uint32_t length = 0;
    for (int slot; (slot = receive_.take(&length)) >= 0;) {
        if (static_cast<unsigned>(slot) >= receive_slots || receiving_[slot].size == 0) continue;
        const buffer b = receiving_[slot];
        (void)dma_unwire(transport_->dma(), b.address, b.size);
        const uint32_t size = length < header_size ? 0 : length - header_size;
        if (size < frame_min || size > protocol::packet_frame_max)
            free_pages(b.address, b.size);
        else
            tell(b.address, size);
        tell_device |= offer(static_cast<unsigned>(slot));
    }
    if (tell_device) transport_->notify(receive_queue);
}

/// The page goes to the client, or away when that does not take it.
void card::tell(mach_vm_address_t frame, uint32_t size) {
    mach::rpc::exchange<protocol::packet_received> x;
    x.request().frame = mach::rpc::ool_descriptor(frame, size, true);
    if (client_ == MACH_PORT_NULL ||
        x.send(client_, MACH_PORT_NULL, 0, {.option = MACH_SEND_TIMEOUT}) != KERN_SUCCESS)
        client_ == MACH_PORT_NULL ? free_pages(frame, size) : mach_msg_destroy(&x.header());
}

void card::set_client(mach_port_t client) {
    if (client_ != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), client_);
    client_ = client;
    done_ = 0;
}

void card::send(mach_vm_address_t frame, uint32_t size) {
    const unsigned usable = std::min<unsigned>(send_slots, send_.size());
    for (unsigned slot = 0;
         slot < usable && size >= frame_min && size <= protocol::packet_frame_max; ++slot) {
        if (sending_[slot].size != 0) continue;
        sending_[slot] = {frame, size};
        const unsigned area = receive_slots + slot;
        const uint16_t used = describe(area, sending_[slot], false);
        if (used == 0) {
            sending_[slot] = {};
            break;
        }
        const auto table = areas_.physical(area_offset(area) + offsetof(slot_area, table));
        if (send_.submit(static_cast<uint16_t>(slot), table, used)) transport_->notify(send_queue);
        return;
    }
    free_pages(frame, size);
    ++done_;
}

void card::take_sent() {
    for (int slot; (slot = send_.take()) >= 0;) {
        if (static_cast<unsigned>(slot) >= send_slots || sending_[slot].size == 0) continue;
        const buffer b = std::exchange(sending_[slot], {});
        (void)dma_unwire(transport_->dma(), b.address, b.size);
        free_pages(b.address, b.size);
        ++done_;
    }
    if (done_ == 0 || client_ == MACH_PORT_NULL) return;
    mach::rpc::exchange<protocol::packet_sent> x;
    x.request().count = done_;
    if (x.send(client_, MACH_PORT_NULL, 0, {.option = MACH_SEND_TIMEOUT}) == KERN_SUCCESS)
        done_ = 0;
    else
        mach_msg_destroy(&x.header());
}

mach::rpc::disposition card::dispatch(mach_msg_header_t &in, mach_msg_header_t &) {
    if (in.msgh_id != DEVICE_INTERRUPT_ID) return mach::rpc::disposition::unknown;
    transport_->interrupt_seen();
    take_received();
    take_sent();
    transport_->interrupt_done();
    return mach::rpc::disposition::ignored;
}
