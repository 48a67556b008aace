#include <port/disk_read.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

#include <mach/interface/notify.hpp>
#include <port/block_disk.hpp>
#include <port/open_port.hpp>
#include <protocol/block.hpp>
#include <protocol/error.hpp>
#include <vfs/notifier.hpp>

namespace port {

using ext2::fail, ext2::outcome;

disk_read::disk_read(block_disk &disk) : port_object(main_loop()), disk_(disk) {}

void disk_read::finish(char *bytes, int error) {
    std::exchange(to, nullptr)->arrived(bytes, error);
    vfs::notifier::settle_all();  // who waited for the bytes may have read or written a file
}

void disk_read::give_up() {
    if (to) finish(nullptr, EIO);
}

void disk_read::answered(mach_vm_address_t address, mach_vm_size_t size) {
    auto *bytes = reinterpret_cast<char *>(address);
    finish(size >= count ? bytes : nullptr, size >= count ? 0 : EIO);
    (void)mach_vm_deallocate(mach_task_self(), address, size);
}

/// Only who was sent the request, or the kernel when that has died, has a right to this port.
mach::rpc::disposition disk_read::dispatch(mach_msg_header_t &in, mach_msg_header_t &) {
    using reply = protocol::block_read_reply;
    if (idle()) return mach::rpc::disposition::ignored;
    if (in.msgh_id == MACH_NOTIFY_SEND_ONCE) {
        if (const auto again = disk_.begin(*this); again) return mach::rpc::disposition::no_reply;
        finish(nullptr, EIO);
    } else if (in.msgh_id == protocol::block_read::reply_id &&
               mach::rpc::well_formed<reply>(in, in.msgh_size)) {
        const auto &data = reinterpret_cast<mach::rpc::wire<reply> &>(in).body.data;
        answered(reinterpret_cast<mach_vm_address_t>(data.address), data.size);
    } else {
        finish(nullptr, EIO);
        mach_msg_destroy(&in);
    }
    disk_.begin_reads();
    return mach::rpc::disposition::no_reply;
}

outcome<> block_disk::begin(disk_read &r) {
    for (;;) {
        mach::rpc::exchange<protocol::block_read> x;
        x.request() = {.offset = r.offset, .count = r.count, .tag = 0};
        const kern_return_t kr = x.send(device_, r.port(), MACH_MSG_TYPE_MAKE_SEND_ONCE);
        if (kr == KERN_SUCCESS) return {};
        if (kr != MACH_SEND_INVALID_DEST) return fail(EIO);
        TRY(reconnect());
    }
}

/// In the order in which they were asked for; what is being written is waited for.
void block_disk::begin_reads() {
    while (!waiting_.empty()) {
        const waiting_read next = waiting_.front();
        if (writes(next.offset, next.count, UINT64_MAX)) return;
        auto free = std::ranges::find_if(reads_, [](const auto &r) { return r->idle(); });
        if (free == reads_.end()) {
            if (reads_.size() == at_once_) return;
            reads_.push_back(std::make_unique<disk_read>(*this));
            free = reads_.end() - 1;
        }
        waiting_.pop_front();
        disk_read &r = **free;
        r.offset = next.offset;
        r.count = next.count;
        r.to = next.to;
        if (!begin(r)) r.give_up();
    }
}

void block_disk::read_later(uint64_t offset, uint32_t count, ext2::arrival &to) {
    waiting_.push_back({offset, count, &to});
    begin_reads();
}

}  // namespace port
