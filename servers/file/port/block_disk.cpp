#include <port/block_disk.hpp>

#include <algorithm>
#include <cstring>
#include <new>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/block.hpp>
#include <protocol/error.hpp>

namespace port {

using ext2::fail, ext2::outcome;

namespace {

int error_of(kern_return_t kr) {
    return protocol::is_unix_error(kr) ? protocol::unix_error_number(kr) : EIO;
}

}  // namespace

outcome<std::unique_ptr<block_disk>> block_disk::open(std::string_view name) {
    std::unique_ptr<block_disk> d(new (std::nothrow) block_disk);
    if (!d) return fail(ENOMEM);
    const mach_port_t service = server::lookup_now("block");
    if (service == MACH_PORT_NULL) return fail(ENXIO);
    mach::rpc::exchange<protocol::block_open> x;
    auto &text = x.request().variable;
    if (name.size() >= sizeof d->name_ || name.size() > std::size(text.items)) return fail(ENXIO);
    std::memcpy(text.items, name.data(), name.size());
    std::memcpy(d->name_, name.data(), name.size());
    text.count = static_cast<uint32_t>(name.size());
    const kern_return_t kr = x.call(service);
    (void)mach_port_deallocate(mach_task_self(), service);
    if (kr != KERN_SUCCESS) return fail(error_of(kr));
    d->device_ = x.reply().device.name;
    d->size_ = x.reply().size;
    d->read_only_ = x.reply().read_only != 0;
    if (mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &d->replies_) != KERN_SUCCESS)
        return fail(ENFILE);
    return d;
}

block_disk::~block_disk() {
    const mach_port_t self = mach_task_self();
    if (device_ != MACH_PORT_NULL) (void)mach_port_deallocate(self, device_);
    if (replies_ != MACH_PORT_NULL)
        (void)mach_port_mod_refs(self, replies_, MACH_PORT_RIGHT_RECEIVE, -1);
}

outcome<> block_disk::read(uint64_t offset, void *to, uint32_t count) {
    auto *bytes = static_cast<char *>(to);
    while (count) {
        const uint32_t part = std::min(count, protocol::block_transfer_max);
        mach::rpc::exchange<protocol::block_read> x;
        x.request() = {.offset = offset, .count = part, .tag = 0};
        if (const kern_return_t kr = x.call(device_); kr != KERN_SUCCESS) return fail(error_of(kr));
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

/// Takes the answer to one write.
void block_disk::await_one() {
    struct {
        mach::rpc::wire<protocol::block_done_reply> message;
        mach_msg_max_trailer_t trailer;
    } in;
    const kern_return_t kr =
        mach_msg(&in.message.header, MACH_RCV_MSG, 0, sizeof in, replies_, 0, MACH_PORT_NULL);
    --in_flight_;
    kern_return_t result = kr;
    if (kr == MACH_MSG_SUCCESS)
        result = in.message.header.msgh_id == protocol::block_write::reply_id
                     ? in.message.body.result
                     : MIG_SERVER_DIED;
    if (result != KERN_SUCCESS && error_ == 0) error_ = error_of(result);
}

outcome<> block_disk::write(uint64_t offset, const void *from, uint32_t count) {
    const auto *bytes = static_cast<const char *>(from);
    while (count) {
        const uint32_t part = std::min(count, protocol::block_transfer_max);
        if (in_flight_ == in_flight_max) await_one();
        mach::rpc::exchange<protocol::block_write> x;
        x.request().data = mach::rpc::ool_descriptor(bytes, part, false);
        x.request().offset = offset;
        x.request().tag = 0;
        if (x.send(device_, replies_, MACH_MSG_TYPE_MAKE_SEND_ONCE) != KERN_SUCCESS)
            return fail(EIO);
        ++in_flight_;
        bytes += part;
        offset += part;
        count -= part;
    }
    return {};
}

outcome<> block_disk::finish() {
    while (in_flight_) await_one();
    const int error = std::exchange(error_, 0);
    return error ? outcome<>(fail(error)) : outcome<>();
}

outcome<> block_disk::flush() {
    TRY(finish());
    mach::rpc::exchange<protocol::block_flush> x;
    x.request().tag = 0;
    const kern_return_t kr = x.call(device_);
    return kr == KERN_SUCCESS ? outcome<>() : fail(error_of(kr));
}

void block_disk::report(const char *what, uint64_t where) {
    server::log("%s: %s (%llu)", name_, what, static_cast<unsigned long long>(where));
}

}  // namespace port
