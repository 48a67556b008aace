#include <port/disk_write.hpp>

#include <algorithm>
#include <cstring>

#include <lib/service.hpp>
#include <port/block_disk.hpp>
#include <port/open_port.hpp>
#include <protocol/block.hpp>
#include <protocol/error.hpp>

namespace port {

using ext2::fail, ext2::outcome;

disk_write::disk_write(block_disk &disk) : port_object(main_loop()), disk_(disk) {}

/// Only who was sent the request, or the kernel when that has died, has a right to this port.
mach::rpc::disposition disk_write::dispatch(mach_msg_header_t &in, mach_msg_header_t &) {
    if (idle() || lost) return mach::rpc::disposition::ignored;
    disk_.answered(*this, in);
    disk_.go_on();
    return mach::rpc::disposition::no_reply;
}

bool block_disk::make_writes() {
    const mach_port_t self = mach_task_self();
    if (mach_port_allocate(self, MACH_PORT_RIGHT_PORT_SET, &replies_) != KERN_SUCCESS) return false;
    for (unsigned i = 0; i < at_once_; ++i) {
        const auto &w = writes_.emplace_back(std::make_unique<disk_write>(*this));
        if (w->port() == MACH_PORT_NULL ||
            mach_port_insert_member(self, w->port(), replies_) != KERN_SUCCESS)
            return false;
    }
    flush_ = std::make_unique<disk_flush>(*this);
    return flush_->port() != MACH_PORT_NULL;
}

/// A copy of pages, not of bytes: the caller's may be gone when the driver dies.
outcome<> block_disk::keep(disk_piece &p, uint64_t offset, const void *from, uint32_t count) {
    mach_msg_type_number_t got = 0;
    if (mach_vm_read(mach_task_self(), reinterpret_cast<mach_vm_address_t>(from), count, &p.from,
                     &got) != KERN_SUCCESS)
        return fail(ENOMEM);
    p.sequence = ++sequence_;
    p.offset = offset;
    p.count = count;
    return {};
}

void block_disk::drop(disk_piece &p) {
    (void)mach_vm_deallocate(mach_task_self(), p.from, p.count);
    p.from = 0;
}

kern_return_t block_disk::send(disk_write &w) {
    mach::rpc::exchange<protocol::block_write> x;
    x.request().data = mach::rpc::ool_descriptor(reinterpret_cast<const void *>(w.piece.from),
                                                 w.piece.count, false);
    x.request().offset = w.piece.offset;
    x.request().tag = 0;
    const kern_return_t kr = x.send(device_, w.port(), MACH_MSG_TYPE_MAKE_SEND_ONCE);
    w.lost = kr != KERN_SUCCESS;
    if (!w.lost) ++in_flight_;
    return kr;
}

/// Takes the answer to a write. The driver's death is one, too.
void block_disk::answered(disk_write &w, const mach_msg_header_t &in) {
    using reply = mach::rpc::wire<protocol::block_done_reply>;
    --in_flight_;
    w.lost = in.msgh_id != protocol::block_write::reply_id;
    if (w.lost) return;
    const kern_return_t result = reinterpret_cast<const reply &>(in).body.result;
    drop(w.piece);
    if (result != KERN_SUCCESS) note(error_of(result));
}

void block_disk::await_one() {
    struct {
        mach::rpc::wire<protocol::block_done_reply> message;
        mach_msg_max_trailer_t trailer;
    } in;
    mach_msg_header_t &header = in.message.header;
    if (mach_msg(&header, MACH_RCV_MSG, 0, sizeof in, replies_, 0, MACH_PORT_NULL) !=
        MACH_MSG_SUCCESS)
        return;
    for (const auto &w : writes_)
        if (w->port() == header.msgh_local_port && !w->idle() && !w->lost) answered(*w, header);
    begin_writes();
}

/// What the driver died with goes to its successor.
void block_disk::send_again() {
    const auto unanswered = [](const auto &w) { return !w->idle() && w->lost; };
    while (std::ranges::any_of(writes_, unanswered)) {
        const auto found = reconnect();
        for (const auto &w : writes_) {
            if (!unanswered(w) || (found && send(*w) == KERN_SUCCESS)) continue;
            if (found) break;
            drop(w->piece);
            note(found.error());
        }
    }
}

bool block_disk::writes(uint64_t offset, uint32_t count, uint64_t before) const {
    const auto there = [&](const disk_piece &p) {
        return p.from && p.sequence < before && p.overlaps(offset, offset + count);
    };
    return std::ranges::any_of(writes_, [&](const auto &w) { return there(w->piece); }) ||
           std::ranges::any_of(queued_, there);
}

/// Sends what is queued, in order, as long as nothing on its way goes to the same place.
void block_disk::begin_writes() {
    while (!queued_.empty()) {
        disk_piece &next = queued_.front();
        const auto free = std::ranges::find_if(writes_, [](const auto &w) { return w->idle(); });
        if (free == writes_.end() || writes(next.offset, next.count, next.sequence)) return;
        queued_bytes_ -= next.count;
        (*free)->piece = next;
        queued_.pop_front();
        const kern_return_t kr = send(**free);
        if (kr == KERN_SUCCESS || server::is_death(kr)) continue;
        drop((*free)->piece);
        note(EIO);
    }
}

bool block_disk::has_lost() const {
    return std::ranges::any_of(writes_, [](const auto &w) { return !w->idle() && w->lost; });
}

bool block_disk::is_writing_before(uint64_t mark) const {
    return std::ranges::any_of(
               writes_, [&](const auto &w) { return !w->idle() && w->piece.sequence <= mark; }) ||
           (!queued_.empty() && queued_.front().sequence <= mark);
}

int block_disk::error_of(kern_return_t kr) {
    return protocol::is_unix_error(kr) ? protocol::unix_error_number(kr) : EIO;
}

/// Waits until a write is done, or has been given up.
void block_disk::wait_for_write() {
    go_on_later();  // who waits for this answer would not be told by it
    begin_writes();
    if (in_flight_ == 0) send_again();
    if (in_flight_) await_one();
}

void block_disk::go_on() {
    if (in_flight_ == 0) send_again();
    begin_writes();
    begin_reads();
    begin_flush();
    if (listener) listener->progress();
}

outcome<> block_disk::write(uint64_t offset, const void *from, uint32_t count) {
    const auto *bytes = static_cast<const char *>(from);
    while (count) {
        const uint32_t part = std::min(count, protocol::block_transfer_max);
        while (queued_bytes_ >= queued_max * at_once_) wait_for_write();
        disk_piece p;
        TRY(keep(p, offset, bytes, part));
        queued_.push_back(p);
        queued_bytes_ += part;
        bytes += part;
        offset += part;
        count -= part;
    }
    begin_writes();
    if (in_flight_ == 0) go_on_later();  // the driver has died
    return {};
}

void block_disk::avoid(uint64_t offset, uint32_t count) {
    while (writes(offset, count, UINT64_MAX)) wait_for_write();
}

outcome<> block_disk::finish() {
    while (is_writing()) wait_for_write();
    const int error = std::exchange(error_, 0);
    return error ? outcome<>(fail(error)) : outcome<>();
}

}  // namespace port
