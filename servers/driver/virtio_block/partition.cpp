#include "partition.hpp"

#include <cerrno>

#include <protocol/error.hpp>

kern_return_t partition::serve(protocol::block_read, call<protocol::block_read> c) {
    const auto &in = c.request;
    if (!inside(in.offset, in.count)) return protocol::unix_error(EINVAL);
    mach_vm_address_t address = 0;
    if (mach_vm_allocate(mach_task_self(), &address, in.count, VM_FLAGS_ANYWHERE) != KERN_SUCCESS)
        return protocol::unix_error(ENOMEM);
    disk_.start({.what = transfer::kind::read,
                 .tag = in.tag,
                 .sector = sector(in.offset),
                 .address = address,
                 .size = in.count,
                 .reply = server::pending<protocol::block_read>(c.header)});
    return MIG_NO_REPLY;
}

kern_return_t partition::serve(protocol::block_write, call<protocol::block_write> c) {
    const auto &in = c.request;
    const auto address = reinterpret_cast<mach_vm_address_t>(in.data.address);
    const int wrong = disk_.read_only() ? EROFS : inside(in.offset, in.data.size) ? 0 : EINVAL;
    if (wrong) {
        if (in.data.size) (void)mach_vm_deallocate(mach_task_self(), address, in.data.size);
        return protocol::unix_error(wrong);
    }
    disk_.start({.what = transfer::kind::write,
                 .tag = in.tag,
                 .sector = sector(in.offset),
                 .address = address,
                 .size = in.data.size,
                 .reply = server::pending<protocol::block_read>(c.header)});
    return MIG_NO_REPLY;
}

kern_return_t partition::serve(protocol::block_flush, call<protocol::block_flush> c) {
    disk_.start({.what = transfer::kind::flush,
                 .tag = c.request.tag,
                 .sector = 0,
                 .address = 0,
                 .size = 0,
                 .reply = server::pending<protocol::block_read>(c.header)});
    return MIG_NO_REPLY;
}
