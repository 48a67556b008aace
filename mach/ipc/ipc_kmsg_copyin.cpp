#include <ipc/ipc_kmsg_copyin.hpp>

#include <ipc/ipc_kmsg_descriptor.hpp>
#include <ipc/ipc_right.hpp>
#include <ipc/ipc_right_array.hpp>
#include <kern/long_work.hpp>
#include <kern/thread.hpp>
#include <kern/user_copy.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_map_copy.hpp>

namespace {

constexpr unsigned few_descriptors = 8;

/// Bytes that a right of that kind in a message counts for, beside the message's own: a port whose
/// receive right is on its way is in nobody's space, where the number of ports is limited.
constexpr uint64_t weight(uint8_t disposition) {
    return disposition == MACH_MSG_TYPE_MOVE_RECEIVE ? 1024 : 0;
}

/// Is every descriptor inside the message, of a known type and with a known disposition?
mach_msg_return_t check_form(ipc_kmsg &kmsg) {
    if (kmsg.size() < sizeof(mach_msg_header_t) + sizeof(mach_msg_body_t))
        return MACH_SEND_MSG_TOO_SMALL;
    if (kmsg.descriptor_count() > MACH_MSG_DESCRIPTORS_MAX) return MACH_SEND_TOO_LARGE;
    const std::byte *const end = kmsg.bytes() + kmsg.size();
    uint32_t rights = 0;
    kmsg_descriptor at(kmsg.body());
    for (uint32_t i = kmsg.descriptor_count(); i != 0; --i, at.advance()) {
        if (at.position() + sizeof(mach_msg_port_descriptor_t) > end ||
            at.position() + at.length() > end)
            return MACH_SEND_MSG_TOO_SMALL;
        switch (at.type()) {
        case MACH_MSG_PORT_DESCRIPTOR:
            if (ipc_right_result(at.disposition()) == 0) return MACH_SEND_INVALID_TYPE;
            break;
        case MACH_MSG_OOL_DESCRIPTOR:
        case MACH_MSG_OOL_VOLATILE_DESCRIPTOR:
            if (at.get<mach_msg_ool_descriptor_t>().copy > MACH_MSG_VIRTUAL_COPY)
                return MACH_SEND_INVALID_TYPE;
            break;
        case MACH_MSG_OOL_PORTS_DESCRIPTOR:
            if (ipc_right_result(at.disposition()) == 0) return MACH_SEND_INVALID_TYPE;
            if (at.size() > MACH_MSG_OOL_PORTS_MAX - rights) return MACH_SEND_TOO_LARGE;
            rights += at.size();
            break;
        default: return MACH_SEND_INVALID_TYPE;
        }
    }
    return MACH_MSG_SUCCESS;
}

/// The names of an array stand at its memory's end, so that they can be replaced by rights from the
/// front; the user's address stands in the first word until then.
mach_port_name_t *names_in(ipc_port **ports, uint32_t count) {
    auto *end = reinterpret_cast<std::byte *>(ports) + ipc_right_array::bytes(count);
    return reinterpret_cast<mach_port_name_t *>(end) - count;
}

kern_return_t prefetch_array(kmsg_descriptor at) {
    const auto array = at.get<mach_msg_ool_ports_descriptor_t>();
    if (array.count == 0) {
        at.set_pointer(nullptr);
        return KERN_SUCCESS;
    }
    auto **ports = static_cast<ipc_port **>(kalloc(ipc_right_array::bytes(array.count)));
    if (ports == nullptr) return MACH_SEND_NO_BUFFER;
    const auto read = copy_in(names_in(ports, array.count), array.address,
                              array.count * sizeof(mach_port_name_t));
    if (!read) {
        kfree(ports, ipc_right_array::bytes(array.count));
        return read.error() == KERN_PAGE_WAIT ? KERN_PAGE_WAIT : MACH_SEND_INVALID_MEMORY;
    }
    std::memcpy(ports, &array.address, sizeof array.address);
    at.set_pointer(ports);
    return KERN_SUCCESS;
}

kern_return_t prefetch(ipc_kmsg &kmsg) {
    kmsg_descriptor at(kmsg.body());
    for (; kmsg.prefetched < kmsg.descriptor_count(); ++kmsg.prefetched, at.advance()) {
        if (at.type() != MACH_MSG_OOL_PORTS_DESCRIPTOR) continue;
        const kern_return_t kr = prefetch_array(at);
        if (kr != KERN_SUCCESS) return kr;
    }
    return KERN_SUCCESS;
}

/// Frees arrays that were read but not copied in.
void drop_prefetched(ipc_kmsg &kmsg) {
    kmsg_descriptor at(kmsg.body());
    for (unsigned i = 0; i < kmsg.prefetched; ++i, at.advance())
        if (i >= kmsg.descriptors && at.type() == MACH_MSG_OOL_PORTS_DESCRIPTOR &&
            at.ports() != nullptr)
            kfree(at.ports(), ipc_right_array::bytes(at.size()));
    kmsg.prefetched = kmsg.descriptors;
}

}  // namespace

result<ipc_kmsg *> ipc_kmsg_get(uint64_t address, mach_msg_size_t size) {
    if (size < sizeof(mach_msg_header_t) || size % 4 != 0) return error(MACH_SEND_MSG_TOO_SMALL);
    if (size > MACH_MSG_SIZE_MAX) return error(MACH_SEND_TOO_LARGE);
    ipc_kmsg *kmsg = ipc_kmsg_take(size);
    if (kmsg == nullptr) return error(MACH_SEND_NO_BUFFER);
    kmsg->out_of_line = 0;
    kmsg->prefetched = 0;  // whatever happens next, there is nothing to be dropped
    kern_return_t kr = MACH_MSG_SUCCESS;
    if (const auto read = copy_in(&kmsg->header, address, size); !read) {
        kr = read.error() == KERN_PAGE_WAIT ? KERN_PAGE_WAIT : MACH_SEND_INVALID_DATA;
    } else if ((kmsg->header.msgh_bits & ~MACH_MSGH_BITS_USER) != 0) {
        kr = MACH_SEND_INVALID_HEADER;
    } else {
        kmsg->header.msgh_size = size;
        if (kmsg->complex()) {
            kmsg->reset_body();
            kmsg->body_error = check_form(*kmsg);
            if (kmsg->body_error == MACH_MSG_SUCCESS) kmsg->body_error = prefetch(*kmsg);
            if (kmsg->body_error == KERN_PAGE_WAIT) kr = KERN_PAGE_WAIT;
        }
    }
    if (kr == MACH_MSG_SUCCESS) return kmsg;
    ipc_kmsg_discard(kmsg);
    return error(kr);
}

void ipc_kmsg_discard(ipc_kmsg *kmsg) {
    if (kmsg->prefetched != 0) drop_prefetched(*kmsg);
    ipc_kmsg_recycle(kmsg);
}

namespace {

/// One right of a body, from the name or the special names.
result<ipc_right_transit> copyin_right(ipc_space &space, ipc_kmsg &kmsg, mach_port_name_t name,
                                       uint8_t disposition) {
    if (!MACH_PORT_VALID(name))
        return ipc_right_transit::adopt(name == MACH_PORT_NULL ? nullptr : ipc_port_dead(),
                                        ipc_right_result(disposition));
    auto right = [&]() -> result<ipc_right_transit> {
        ipc_deferred after;
        lock_guard guard(space.lock);
        ipc_entry *entry = space.lookup(name);
        if (entry == nullptr) return error(KERN_INVALID_NAME);
        return ipc_right_copyin(space, name, *entry, disposition, true, after);
    }();
    if (right && disposition == MACH_MSG_TYPE_MOVE_RECEIVE &&
        !right->port().enter_transit(*kmsg.remote))
        kmsg.circular = true;
    return right;
}

mach_msg_return_t copyin_port(ipc_kmsg &kmsg, ipc_space &space, kmsg_descriptor at) {
    const auto user = at.get<mach_msg_port_descriptor_t>();
    auto right = copyin_right(space, kmsg, user.name, user.disposition);
    if (!right) return MACH_SEND_INVALID_RIGHT;
    at.set_disposition(ipc_right_result(user.disposition));
    at.set_pointer(right->leak());
    return MACH_MSG_SUCCESS;
}

mach_msg_return_t copyin_memory(kmsg_descriptor at, vm_map &map) {
    const auto user = at.get<mach_msg_ool_descriptor_t>();
    if (user.size == 0) {
        at.set_pointer(nullptr);
        return MACH_MSG_SUCCESS;
    }
    auto copy = vm_map_copy::copy_in(map, user.address, user.size, user.deallocate != 0);
    if (!copy)
        return copy.error() == KERN_RESOURCE_SHORTAGE ? MACH_SEND_NO_BUFFER
                                                      : MACH_SEND_INVALID_MEMORY;
    at.set_pointer(copy->leak());
    return MACH_MSG_SUCCESS;
}

mach_msg_return_t copyin_ports(ipc_kmsg &kmsg, ipc_space &space, vm_map &map, kmsg_descriptor at) {
    const auto user = at.get<mach_msg_ool_ports_descriptor_t>();
    const uint8_t type = ipc_right_result(user.disposition);
    ipc_port **ports = at.ports();
    if (ports == nullptr) {
        at.set_disposition(type);
        return MACH_MSG_SUCCESS;
    }
    uint64_t address;
    std::memcpy(&address, ports, sizeof address);
    const mach_port_name_t *names = names_in(ports, user.count);
    for (uint32_t i = 0; i < user.count; ++i) {
        auto right = copyin_right(space, kmsg, names[i], user.disposition);
        if (!right) {
            // The rights before the bad one go with the message.
            ipc_right_array::adopt_part(ports, user.count, i, type);
            at.set_pointer(nullptr);
            return MACH_SEND_INVALID_RIGHT;
        }
        ports[i] = right->leak();
        long_work(300);
    }
    at.set_disposition(type);
    if (user.deallocate) (void)map.deallocate(address, user.count * sizeof(mach_port_name_t));
    return MACH_MSG_SUCCESS;
}

}  // namespace

// What every descriptor costs need not be told of a usual message.
mach_msg_return_t ipc_kmsg_copyin_body(ipc_kmsg &kmsg, ipc_space &space, vm_map &map) {
    mach_msg_return_t mr = MACH_MSG_SUCCESS;
    const unsigned count =
        kmsg.body_error == MACH_MSG_SUCCESS ? kmsg.descriptor_count() : kmsg.prefetched;
    kmsg_descriptor at(kmsg.body());
    for (; kmsg.descriptors < count && mr == MACH_MSG_SUCCESS; at.advance()) {
        switch (at.type()) {
        case MACH_MSG_PORT_DESCRIPTOR:
            kmsg.out_of_line += weight(at.disposition());
            mr = copyin_port(kmsg, space, at);
            break;
        case MACH_MSG_OOL_PORTS_DESCRIPTOR:
            kmsg.out_of_line += at.size() * (sizeof(ipc_port *) + weight(at.disposition()));
            mr = copyin_ports(kmsg, space, map, at);
            break;
        default:
            kmsg.out_of_line += at.size();
            mr = copyin_memory(at, map);
            break;
        }
        if (mr == MACH_MSG_SUCCESS) ++kmsg.descriptors;
        if (count > few_descriptors) long_work(300);
    }
    if (mr == MACH_MSG_SUCCESS) mr = kmsg.body_error;
    if (mr != MACH_MSG_SUCCESS && kmsg.prefetched != 0) drop_prefetched(kmsg);
    return mr;
}
