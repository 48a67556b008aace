#include "announcer.hpp"

#include <sys/stat.h>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/file.hpp>
#include <protocol/name.hpp>

void announcer::begin() {
    if (!service_.all().empty() && server::lookup_later("file", port()) != KERN_SUCCESS)
        server::log("nobody tells where the file server is");
}

void announcer::tell() {
    if (told_ == service_.all().size()) {
        (void)mach_port_deallocate(mach_task_self(), file_);
        file_ = MACH_PORT_NULL;
        return;
    }
    // Numbers as Linux's virtio_blk: 16 minors a disk.
    constexpr uint32_t major = 254, minors = 16;
    const partition &p = *service_.all()[told_++];
    if (p.number() == 0) ++disks_;
    if (p.number() >= minors) return tell();
    mach::rpc::exchange<protocol::file_device> x;
    x.request().mode = S_IFBLK | 0660;
    x.request().number = major << 8 | ((disks_ - 1) * minors + p.number());
    auto &name = x.request().variable;
    name.count = static_cast<uint32_t>(p.name().copy(name.items, std::size(name.items)));
    if (x.send(file_, port(), MACH_MSG_TYPE_MAKE_SEND_ONCE) != KERN_SUCCESS)
        server::log("the file server takes no devices");
}

mach::rpc::disposition announcer::dispatch(mach_msg_header_t &in, mach_msg_header_t &) {
    if (in.msgh_id == protocol::name_lookup::reply_id &&
        mach::rpc::well_formed<protocol::name_lookup_reply>(in, in.msgh_size)) {
        file_ = reinterpret_cast<mach::rpc::wire<protocol::name_lookup_reply> &>(in).body.port.name;
        tell();
    } else if (in.msgh_id == protocol::file_device::reply_id && file_ != MACH_PORT_NULL) {
        tell();
    }
    return mach::rpc::disposition::no_reply;
}
