#include "disk.hpp"

#include <cerrno>
#include <cstring>

#include <mach/device.h>
#include <mach/interface/device_master.hpp>
#include <mach/interface/dma.hpp>
#include <protocol/error.hpp>

namespace {

constexpr uint64_t feature_read_only = 1 << 5, feature_flush = 1 << 9;
constexpr uint8_t status_ok = 0;

/// Answers, and lets go of the pages, or gives them to the asker.
void answer(transfer &t, kern_return_t result) {
    const bool data = t.what == transfer::kind::read && result == KERN_SUCCESS;
    if (t.size && !data) (void)mach_vm_deallocate(mach_task_self(), t.address, t.size);
    if (result != KERN_SUCCESS) return t.reply.fail(result);
    if (data) {
        mach::rpc::wire<protocol::block_read_reply> reply;
        reply.body.data =
            mach::rpc::ool_descriptor(reinterpret_cast<void *>(t.address), t.size, true);
        reply.body.tag = t.tag;
        (void)t.reply.reply(reply);
        return;
    }
    mach::rpc::wire<protocol::block_done_reply> reply;
    reply.body.tag = t.tag;
    (void)t.reply.reply_as(reply, KERN_SUCCESS);
}

}  // namespace

std::unique_ptr<disk> disk::create(server::loop &loop, std::unique_ptr<virtio::transport> t) {
    std::unique_ptr<disk> made(new disk(loop, std::move(t)));
    return made->prepare() ? std::move(made) : nullptr;
}

bool disk::prepare() {
    const uint64_t features = transport_->negotiate(
        virtio::feature_version_1 | virtio::feature_indirect | feature_read_only | feature_flush);
    if ((features & virtio::feature_indirect) == 0) return false;
    read_only_ = (features & feature_read_only) != 0;
    can_flush_ = (features & feature_flush) != 0;
    sectors_ = transport_->config<uint32_t>(0) | uint64_t{transport_->config<uint32_t>(4)} << 32;
    constexpr uint32_t pages = (slots + areas_per_page - 1) / areas_per_page;
    if (!areas_.create(transport_->dma(), pages * MACH_PAGE_SIZE) || !transport_->connect(port()) ||
        !transport_->set_queue(0, queue_))
        return false;
    transport_->start();
    return true;
}

/// Writes the slot's table: head, data, status. False when the pages cannot be wired.
bool disk::submit(unsigned slot) {
    const transfer &t = *running_[slot];
    slot_area &a = area(slot);
    const uint32_t at = area_offset(slot);
    a.type = static_cast<uint32_t>(t.what);
    a.reserved = 0;
    a.sector = t.sector;
    a.status = 0xff;
    uint64_t pages[mach::interface::dma_pages_max];
    unsigned count = std::size(pages);
    const bool in = t.what == transfer::kind::read;
    if (t.size == 0)
        count = 0;
    else if (dma_wire(transport_->dma(), t.address, t.size, in ? VM_PROT_WRITE : VM_PROT_READ,
                      pages, &count) != KERN_SUCCESS)
        return false;
    using virtio::descriptor_next, virtio::descriptor_write;
    uint16_t used = 0;
    a.table[used++] = {areas_.physical(at), 16, descriptor_next, 1};
    uint32_t rest = t.size, offset = static_cast<uint32_t>(t.address % MACH_PAGE_SIZE);
    for (unsigned i = 0; i < count; ++i) {
        const uint32_t part = std::min<uint32_t>(rest, MACH_PAGE_SIZE - offset);
        virtio::descriptor &before = a.table[used - 1];
        const uint64_t physical = pages[i] + offset;
        if (used > 1 && before.address + before.length == physical) {
            before.length += part;
        } else {
            const uint16_t flags = descriptor_next | (in ? descriptor_write : 0);
            a.table[used] = {physical, part, flags, static_cast<uint16_t>(used + 1)};
            ++used;
        }
        rest -= part;
        offset = 0;
    }
    a.table[used++] = {areas_.physical(at + offsetof(slot_area, status)), 1, descriptor_write, 0};
    if (queue_.submit(static_cast<uint16_t>(slot), areas_.physical(at + offsetof(slot_area, table)),
                      used))
        transport_->notify(0);
    return true;
}

void disk::start(transfer t) {
    if (t.what == transfer::kind::flush && !can_flush_) return answer(t, KERN_SUCCESS);
    const unsigned usable = std::min<unsigned>(slots, queue_.size());
    for (unsigned slot = 0; slot < usable; ++slot) {
        if (running_[slot]) continue;
        running_[slot] = std::make_unique<transfer>(std::move(t));
        if (!submit(slot)) {
            answer(*running_[slot], protocol::unix_error(ENOMEM));
            running_[slot] = nullptr;
        }
        return;
    }
    waiting_.push_back(std::move(t));
}

void disk::finish(unsigned slot) {
    const auto done = std::move(running_[slot]);
    if (!done) return;
    if (done->size) (void)dma_unwire(transport_->dma(), done->address, done->size);
    answer(*done, area(slot).status == status_ok ? KERN_SUCCESS : protocol::unix_error(EIO));
}

void disk::complete() {
    for (int slot; (slot = queue_.take()) >= 0;) {
        if (static_cast<unsigned>(slot) < slots) finish(static_cast<unsigned>(slot));
        if (waiting_.empty()) continue;
        transfer next = std::move(waiting_.front());
        waiting_.pop_front();
        start(std::move(next));
    }
}

mach::rpc::disposition disk::dispatch(mach_msg_header_t &in, mach_msg_header_t &) {
    if (in.msgh_id != DEVICE_INTERRUPT_ID) return mach::rpc::disposition::unknown;
    transport_->interrupt_seen();
    complete();
    transport_->interrupt_done();
    return mach::rpc::disposition::ignored;
}

bool disk::read_now(uint64_t sector, void *to, uint32_t size) {
    virtio::dma_area page;
    if (!page.create(transport_->dma(), MACH_PAGE_SIZE)) return false;
    slot_area &a = area(0);
    const uint32_t at = area_offset(0);
    a.type = static_cast<uint32_t>(transfer::kind::read);
    a.sector = sector;
    a.status = 0xff;
    using virtio::descriptor_next, virtio::descriptor_write;
    a.table[0] = {areas_.physical(at), 16, descriptor_next, 1};
    a.table[1] = {page.physical(0), size, descriptor_next | descriptor_write, 2};
    a.table[2] = {areas_.physical(at + offsetof(slot_area, status)), 1, descriptor_write, 0};
    if (queue_.submit(0, areas_.physical(at + offsetof(slot_area, table)), 3))
        transport_->notify(0);
    constexpr unsigned patience = 10'000'000;
    int slot = -1;
    for (unsigned i = 0; slot < 0 && i < patience; ++i) slot = queue_.take();
    if (slot != 0 || a.status != status_ok) return false;
    std::memcpy(to, page.at<char>(0), size);
    return true;
}
