#include <port/block_disk.hpp>
#include <port/disk_read.hpp>

#include <algorithm>
#include <cstring>
#include <new>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <memory/segment.hpp>
#include <protocol/block.hpp>
#include <protocol/error.hpp>

namespace port {

using ext2::fail, ext2::outcome;

namespace {

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
        if (server::is_death(kr)) continue;
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
    if (!d->make_writes()) return fail(ENFILE);
    return d;
}

block_disk::~block_disk() {
    for (const auto &r : reads_) r->give_up();
    for (const waiting_read &w : waiting_) w.to->arrived(nullptr, EIO);
    for (const auto &w : writes_)
        if (w && !w->idle()) drop(w->piece);
    for (disk_piece &p : queued_) drop(p);
    const mach_port_t self = mach_task_self();
    if (device_ != MACH_PORT_NULL) (void)mach_port_deallocate(self, device_);
    if (replies_ != MACH_PORT_NULL)
        (void)mach_port_mod_refs(self, replies_, MACH_PORT_RIGHT_PORT_SET, -1);
}

template <class Routine>
kern_return_t block_disk::call(mach::rpc::exchange<Routine> &x, typename Routine::request request) {
    for (;;) {
        x.request() = request;
        const kern_return_t kr = x.call(device_);
        if (!server::is_death(kr)) return kr;
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
