#include <port/block_disk.hpp>
#include <port/disk_read.hpp>

#include <algorithm>
#include <cstring>
#include <new>
#include <span>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <memory/segment.hpp>
#include <protocol/block.hpp>
#include <protocol/error.hpp>

namespace port {

using ext2::fail, ext2::outcome;

namespace {

int error_of(kern_return_t kr) {
    return protocol::is_unix_error(kr) ? protocol::unix_error_number(kr) : EIO;
}

bool is_death(kern_return_t kr) { return kr == MACH_SEND_INVALID_DEST || kr == MIG_SERVER_DIED; }

/// Of the memory that the kernel keeps for the way to the disk an eighth, for pieces of 16 pages.
unsigned most_at_once() {
    constexpr uint64_t reserve_share = 64, part = 8, pages_each = 16, most = 16;
    const uint64_t reserve = memory::physical_memory() / MACH_PAGE_SIZE / reserve_share;
    return static_cast<unsigned>(std::clamp<uint64_t>(reserve / part / pages_each, 1, most));
}

/// Longest wait for a driver to come back: this server serves nobody else meanwhile.
constexpr mach_msg_timeout_t patience_ms = 5000;
/// While the system starts there is nobody to serve.
constexpr mach_msg_timeout_t boot_patience_ms = 60'000;

}  // namespace

outcome<> block_disk::connect(mach_msg_timeout_t patience_ms) {
    for (;;) {
        const mach_port_t service = server::lookup_within("block", patience_ms);
        if (service == MACH_PORT_NULL) return fail(ENXIO);
        mach::rpc::exchange<protocol::block_open> x;
        auto &text = x.request().variable;
        text.count = static_cast<uint32_t>(std::strlen(name_));
        std::memcpy(text.items, name_, text.count);
        const kern_return_t kr = x.call(service);
        (void)mach_port_deallocate(mach_task_self(), service);
        if (is_death(kr)) continue;
        if (kr != KERN_SUCCESS) return fail(error_of(kr));
        const auto &found = x.reply().variable;
        const std::size_t length = std::min<std::size_t>(found.count, sizeof name_ - 1);
        std::memcpy(name_, found.items, length);
        name_[length] = 0;
        device_ = x.reply().device.name;
        size_ = x.reply().size;
        read_only_ = x.reply().read_only != 0;
        return {};
    }
}

outcome<> block_disk::reconnect() {
    const uint64_t size = size_;
    const bool known_dead = device_ == MACH_PORT_NULL;
    if (!known_dead) (void)mach_port_deallocate(mach_task_self(), device_);
    device_ = MACH_PORT_NULL;
    // Who has waited in vain once does not wait again.
    TRY(connect(known_dead ? 0 : patience_ms));
    if (size_ == size) {
        server::log("%s: its driver has died; going on with the next one", name_);
        return {};
    }
    (void)mach_port_deallocate(mach_task_self(), device_);
    device_ = MACH_PORT_NULL;
    size_ = size;
    report("another disk has its name now; it has bytes", size);
    return fail(ENXIO);
}

outcome<std::unique_ptr<block_disk>> block_disk::open(std::string_view name, bool boot) {
    std::unique_ptr<block_disk> d(new (std::nothrow) block_disk);
    if (!d) return fail(ENOMEM);
    if (name.size() >= sizeof d->name_) return fail(ENXIO);
    std::memcpy(d->name_, name.data(), name.size());
    TRY(d->connect(boot ? boot_patience_ms : patience_ms));
    d->at_once_ = most_at_once();
    if (!d->make_replies()) return fail(ENFILE);
    return d;
}

bool block_disk::make_replies() {
    const mach_port_t self = mach_task_self();
    if (mach_port_allocate(self, MACH_PORT_RIGHT_PORT_SET, &replies_) != KERN_SUCCESS) return false;
    for (piece &p : pieces_)
        if (mach_port_allocate(self, MACH_PORT_RIGHT_RECEIVE, &p.reply) != KERN_SUCCESS ||
            mach_port_insert_member(self, p.reply, replies_) != KERN_SUCCESS)
            return false;
    return true;
}

block_disk::~block_disk() {
    for (const auto &r : reads_) r->give_up();
    for (const waiting_read &w : waiting_) w.to->arrived(nullptr, EIO);
    const mach_port_t self = mach_task_self();
    if (device_ != MACH_PORT_NULL) (void)mach_port_deallocate(self, device_);
    for (const piece &p : pieces_)
        if (p.reply != MACH_PORT_NULL)
            (void)mach_port_mod_refs(self, p.reply, MACH_PORT_RIGHT_RECEIVE, -1);
    if (replies_ != MACH_PORT_NULL)
        (void)mach_port_mod_refs(self, replies_, MACH_PORT_RIGHT_PORT_SET, -1);
}

template <class Routine>
kern_return_t block_disk::call(mach::rpc::exchange<Routine> &x, typename Routine::request request) {
    for (;;) {
        x.request() = request;
        const kern_return_t kr = x.call(device_);
        if (!is_death(kr)) return kr;
        if (const auto again = reconnect(); !again) return protocol::unix_error(again.error());
    }
}

outcome<> block_disk::read(uint64_t offset, void *to, uint32_t count) {
    auto *bytes = static_cast<char *>(to);
    avoid(offset, count);
    while (count) {
        const uint32_t part = std::min(count, protocol::block_transfer_max);
        mach::rpc::exchange<protocol::block_read> x;
        if (const kern_return_t kr = call(x, {.offset = offset, .count = part, .tag = 0});
            kr != KERN_SUCCESS)
            return fail(error_of(kr));
        const auto &data = x.reply().data;
        const auto at = reinterpret_cast<mach_vm_address_t>(data.address);
        if (data.size >= part) std::memcpy(bytes, reinterpret_cast<const void *>(at), part);
        (void)mach_vm_deallocate(mach_task_self(), at, data.size);
        if (data.size < part) return fail(EIO);
        bytes += part;
        offset += part;
        count -= part;
    }
    return {};
}

/// A copy of pages, not of bytes: the caller's may be gone when the driver dies.
outcome<> block_disk::keep(piece &p, uint64_t offset, const void *from, uint32_t count) {
    mach_msg_type_number_t got = 0;
    if (mach_vm_read(mach_task_self(), reinterpret_cast<mach_vm_address_t>(from), count, &p.from,
                     &got) != KERN_SUCCESS) {
        p.from = 0;
        return fail(ENOMEM);
    }
    p.offset = offset;
    p.count = count;
    return {};
}

void block_disk::drop(piece &p) {
    (void)mach_vm_deallocate(mach_task_self(), p.from, p.count);
    p.from = 0;
}

kern_return_t block_disk::send(piece &p) {
    mach::rpc::exchange<protocol::block_write> x;
    x.request().data =
        mach::rpc::ool_descriptor(reinterpret_cast<const void *>(p.from), p.count, false);
    x.request().offset = p.offset;
    x.request().tag = 0;
    const kern_return_t kr = x.send(device_, p.reply, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    p.lost = kr != KERN_SUCCESS;
    if (!p.lost) ++in_flight_;
    return kr;
}

/// Takes the answer to one write. The driver's death is one, too.
void block_disk::await_one() {
    struct {
        mach::rpc::wire<protocol::block_done_reply> message;
        mach_msg_max_trailer_t trailer;
    } in;
    const kern_return_t kr =
        mach_msg(&in.message.header, MACH_RCV_MSG, 0, sizeof in, replies_, 0, MACH_PORT_NULL);
    const auto answered =
        std::ranges::find(pieces_, in.message.header.msgh_local_port, &piece::reply);
    if (kr != MACH_MSG_SUCCESS || answered == std::end(pieces_)) return;
    --in_flight_;
    answered->lost = in.message.header.msgh_id != protocol::block_write::reply_id;
    if (answered->lost) return;
    drop(*answered);
    const kern_return_t result = in.message.body.result;
    if (result != KERN_SUCCESS && error_ == 0) error_ = error_of(result);
}

/// What the driver died with goes to its successor.
void block_disk::send_again() {
    const auto unanswered = [](const piece &p) { return p.from && p.lost; };
    while (std::ranges::any_of(pieces_, unanswered)) {
        const auto found = reconnect();
        for (piece &p : pieces_) {
            if (!unanswered(p) || (found && send(p) == KERN_SUCCESS)) continue;
            if (found) break;
            drop(p);
            if (error_ == 0) error_ = found.error();
        }
    }
}

outcome<> block_disk::write(uint64_t offset, const void *from, uint32_t count) {
    const auto *bytes = static_cast<const char *>(from);
    avoid(offset, count);
    while (count) {
        const uint32_t part = std::min(count, protocol::block_transfer_max);
        const std::span usable(pieces_, at_once_);
        auto p = std::ranges::find(usable, 0, &piece::from);
        if (p == usable.end()) {
            // One that the driver died with is free only when its successor has answered.
            if (in_flight_ == 0) send_again();
            if (in_flight_) await_one();
            continue;
        }
        TRY(keep(*p, offset, bytes, part));
        if (const kern_return_t kr = send(*p); kr != KERN_SUCCESS && !is_death(kr)) {
            drop(*p);
            return fail(EIO);
        }
        bytes += part;
        offset += part;
        count -= part;
    }
    return {};
}

void block_disk::avoid(uint64_t offset, uint32_t count) {
    const auto there = [&](const piece &p) {
        return p.from && p.offset < offset + count && offset < p.offset + p.count;
    };
    while (std::ranges::any_of(pieces_, there)) {
        if (in_flight_)
            await_one();
        else
            send_again();
    }
}

outcome<> block_disk::finish() {
    do {
        while (in_flight_) await_one();
        send_again();
    } while (in_flight_);
    const int error = std::exchange(error_, 0);
    return error ? outcome<>(fail(error)) : outcome<>();
}

outcome<> block_disk::flush() {
    TRY(finish());
    mach::rpc::exchange<protocol::block_flush> x;
    const kern_return_t kr = call(x, {.tag = 0});
    return kr == KERN_SUCCESS ? outcome<>() : fail(error_of(kr));
}

void block_disk::report(const char *what, uint64_t where) {
    server::log("%s: %s (%llu)", name_, what, static_cast<unsigned long long>(where));
}

}  // namespace port
