#include <ipc/ipc_kmsg_copyout.hpp>

#include <utility>

#include <ipc/ipc_kmsg_descriptor.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_right.hpp>
#include <ipc/ipc_right_array.hpp>
#include <kern/long_work.hpp>
#include <mach/rpc.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_map_copy.hpp>

namespace {

/// What a right without a place means in a return code.
constexpr mach_msg_return_t ipc_trouble(kern_return_t kr) {
    return kr == KERN_RESOURCE_SHORTAGE ? MACH_MSG_IPC_KERNEL : MACH_MSG_IPC_SPACE;
}
constexpr mach_msg_return_t vm_trouble(kern_return_t kr) {
    return kr == KERN_RESOURCE_SHORTAGE ? MACH_MSG_VM_KERNEL : MACH_MSG_VM_SPACE;
}

/// The name of a right in `space`, or MACH_PORT_NULL and the trouble's bits; then the right is
/// destroyed.
mach_port_name_t copyout_right(ipc_space &space, ipc_port *port, uint8_t type,
                               mach_msg_return_t &trouble) {
    if (!ipc_port_valid(port)) return port == nullptr ? MACH_PORT_NULL : MACH_PORT_DEAD;
    auto right = ipc_right_transit::adopt(port, type);
    ipc_deferred after;
    lock_guard guard(space.lock);
    const auto name = ipc_right_copyout(space, right, true, after);
    if (name) return *name;
    trouble |= ipc_trouble(name.error());
    return MACH_PORT_NULL;
}

void copyout_memory(kmsg_descriptor at, vm_map &map, mach_msg_return_t &trouble) {
    auto user = at.get<mach_msg_ool_descriptor_t>();
    const auto copy = ref<vm_map_copy>::adopt(at.memory());
    user.address = 0;
    user.deallocate = user.copy == MACH_MSG_VIRTUAL_COPY;
    user.pad1 = 0;
    if (copy) {
        const auto address = copy->copy_out(map);
        if (address)
            user.address = *address;
        else
            trouble |= vm_trouble(address.error());
    }
    if (user.address == 0) user.size = 0;
    at.put(user);
}

void copyout_ports(kmsg_descriptor at, ipc_space &space, vm_map &map, mach_msg_return_t &trouble) {
    auto user = at.get<mach_msg_ool_ports_descriptor_t>();
    ipc_port **ports = at.ports();
    user.address = 0;
    user.deallocate = user.copy == MACH_MSG_VIRTUAL_COPY;
    if (ports != nullptr) {
        // Names replace the pointers from the front, where they need half the place.
        auto *names = reinterpret_cast<mach_port_name_t *>(ports);
        for (uint32_t i = 0; i < user.count; ++i) {
            ipc_port *port = ports[i];
            names[i] = copyout_right(space, port, user.disposition, trouble);
            long_work(300);
        }
        result<uint64_t> address = error(KERN_RESOURCE_SHORTAGE);
        if (auto copy = vm_map_copy::from_kernel(names, user.count * sizeof *names))
            address = (*copy)->copy_out(map);
        if (address)
            user.address = *address;
        else
            trouble |= vm_trouble(address.error());
        kfree(ports, ipc_right_array::bytes(user.count));
    }
    if (user.address == 0) user.count = 0;
    at.put(user);
}

constexpr unsigned few_descriptors = 8;

mach_msg_return_t copyout_body(ipc_kmsg &kmsg, ipc_space &space, vm_map &map) {
    mach_msg_return_t trouble = 0;
    kmsg_descriptor at(kmsg.body());
    for (; kmsg.descriptors != 0; --kmsg.descriptors, at.advance()) {
        switch (at.type()) {
        case MACH_MSG_PORT_DESCRIPTOR: {
            const mach_port_name_t name =
                copyout_right(space, at.right(), at.disposition(), trouble);
            at.put(mach::rpc::port_descriptor(name, at.disposition()));
            break;
        }
        case MACH_MSG_OOL_PORTS_DESCRIPTOR: copyout_ports(at, space, map, trouble); break;
        default: copyout_memory(at, map, trouble); break;
        }
        if (kmsg.descriptors > few_descriptors) long_work(300);
    }
    return trouble;
}

void destroy_body(ipc_kmsg &kmsg) {
    unsigned budget = ~0u;
    ipc_kmsg_destroy_body(kmsg, budget);
}

}  // namespace

mach_msg_return_t ipc_kmsg_copyout(ipc_kmsg &kmsg, ipc_space &space, vm_map &map) {
    mach_msg_header_t &header = kmsg.header;
    const uint32_t dest = MACH_MSGH_BITS_REMOTE(header.msgh_bits),
                   reply = MACH_MSGH_BITS_LOCAL(header.msgh_bits);
    mach_msg_return_t trouble = 0;
    ipc_port *const reply_port = std::exchange(kmsg.local, nullptr);
    header.msgh_remote_port =
        copyout_right(space, reply_port, static_cast<uint8_t>(reply), trouble);
    if (trouble != 0) {
        ipc_kmsg_copyout_header_only(kmsg);
        return MACH_RCV_HEADER_ERROR | trouble;
    }
    header.msgh_bits = (header.msgh_bits & MACH_MSGH_BITS_COMPLEX) | MACH_MSGH_BITS(reply, dest);
    header.msgh_local_port = kmsg.receiver_name;
    header.msgh_reserved = 0;
    if (!kmsg.complex()) return MACH_MSG_SUCCESS;
    trouble = copyout_body(kmsg, space, map);
    return trouble == 0 ? MACH_MSG_SUCCESS : MACH_RCV_BODY_ERROR | trouble;
}

void ipc_kmsg_copyout_header_only(ipc_kmsg &kmsg) {
    mach_msg_header_t &header = kmsg.header;
    const uint32_t dest = MACH_MSGH_BITS_REMOTE(header.msgh_bits);
    if (kmsg.descriptors != 0) destroy_body(kmsg);
    (void)ipc_right_transit::adopt(std::exchange(kmsg.local, nullptr),
                                   MACH_MSGH_BITS_LOCAL(header.msgh_bits));
    header.msgh_bits = MACH_MSGH_BITS(0u, dest);
    header.msgh_remote_port = MACH_PORT_NULL;
    header.msgh_local_port = kmsg.receiver_name;
    header.msgh_reserved = 0;
}

mach_msg_return_t ipc_kmsg_copyout_pseudo(ipc_kmsg &kmsg, ipc_space &space, vm_map &map) {
    mach_msg_header_t &header = kmsg.header;
    mach_msg_return_t trouble = 0;
    header.msgh_remote_port = copyout_right(space, std::exchange(kmsg.remote, nullptr),
                                            MACH_MSGH_BITS_REMOTE(header.msgh_bits), trouble);
    header.msgh_local_port = copyout_right(space, std::exchange(kmsg.local, nullptr),
                                           MACH_MSGH_BITS_LOCAL(header.msgh_bits), trouble);
    header.msgh_reserved = 0;
    if (kmsg.complex()) trouble |= copyout_body(kmsg, space, map);
    return trouble;
}

mach_msg_size_t ipc_kmsg_add_trailer(ipc_kmsg &kmsg, mach_msg_option_t option) {
    const mach_msg_size_t size = ipc_trailer_size(option);
    auto &trailer = *reinterpret_cast<mach_msg_max_trailer_t *>(kmsg.bytes() + kmsg.size());
    trailer.msgh_trailer_type = MACH_MSG_TRAILER_FORMAT_0;
    trailer.msgh_trailer_size = size;
    if (size == sizeof(mach_msg_trailer_t)) return size;
    trailer.msgh_seqno = kmsg.seqno;
    if (size == 12) return size;
    trailer.msgh_sender = kmsg.sender;
    trailer.msgh_audit = kmsg.audit;
    trailer.msgh_context = kmsg.context;
    return size;
}
