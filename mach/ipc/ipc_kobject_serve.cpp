#include <ipc/ipc_kobject_table.hpp>

#include <utility>

#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_kmsg_descriptor.hpp>

using mach::rpc::descriptor_kind;
using mach::rpc::detail::round4;

namespace {

/// The count of variable items is the word in front of them.
uint32_t &item_count(ipc_kmsg &kmsg, const kobject_shape &shape) {
    return *reinterpret_cast<uint32_t *>(kmsg.bytes() + shape.fixed - sizeof(uint32_t));
}

std::size_t end_of(ipc_kmsg &kmsg, const kobject_shape &shape) {
    return shape.item == 0 ? shape.fixed
                           : shape.fixed + std::size_t{item_count(kmsg, shape)} * shape.item;
}

bool fits(const kmsg_descriptor &at, descriptor_kind kind) {
    switch (kind) {
    case descriptor_kind::send:
        return at.type() == MACH_MSG_PORT_DESCRIPTOR && at.disposition() == MACH_MSG_TYPE_PORT_SEND;
    case descriptor_kind::send_once:
        return at.type() == MACH_MSG_PORT_DESCRIPTOR &&
               at.disposition() == MACH_MSG_TYPE_PORT_SEND_ONCE;
    case descriptor_kind::receive:
        return at.type() == MACH_MSG_PORT_DESCRIPTOR &&
               at.disposition() == MACH_MSG_TYPE_PORT_RECEIVE;
    case descriptor_kind::any: return at.type() == MACH_MSG_PORT_DESCRIPTOR;
    case descriptor_kind::ool:
        return at.type() == MACH_MSG_OOL_DESCRIPTOR ||
               at.type() == MACH_MSG_OOL_VOLATILE_DESCRIPTOR;
    case descriptor_kind::ool_ports: return at.type() == MACH_MSG_OOL_PORTS_DESCRIPTOR;
    }
    return false;
}

bool descriptors_fit(ipc_kmsg &kmsg, const kobject_shape &shape) {
    if (kmsg.descriptors != shape.count) return false;
    kmsg_descriptor at(kmsg.body());
    for (unsigned i = 0; i < shape.count; ++i, at.advance())
        if (!fits(at, shape.kinds[i])) return false;
    return true;
}

/// mach::rpc::well_formed, for a shape.
bool well_formed(ipc_kmsg &kmsg, const kobject_shape &shape) {
    const mach_msg_size_t size = kmsg.size();
    if (size < round4(shape.fixed) || size > shape.max) return false;
    const bool complex = (kmsg.header.msgh_bits & MACH_MSGH_BITS_COMPLEX) != 0;
    if (complex != (shape.count != 0)) return false;
    if (complex && !descriptors_fit(kmsg, shape)) return false;
    return shape.item == 0 ||
           (item_count(kmsg, shape) <= shape.capacity && round4(end_of(kmsg, shape)) == size);
}

/// Moves the rights and memory of a request's descriptors out of it.
void take(ipc_kmsg &request, kobject_descriptors &to) {
    const unsigned count = std::exchange(request.descriptors, 0);
    kmsg_descriptor at(request.body());
    for (unsigned i = 0; i < count; ++i, at.advance()) {
        switch (at.type()) {
        case MACH_MSG_PORT_DESCRIPTOR:
            to.rights[i] = ipc_right_transit::adopt(at.right(), at.disposition());
            break;
        case MACH_MSG_OOL_PORTS_DESCRIPTOR:
            to.arrays[i] = ipc_right_array::adopt(at.ports(), at.size(), at.disposition());
            break;
        default: to.memory[i] = ref<vm_map_copy>::adopt(at.memory()); break;
        }
    }
}

/// The reverse, for a request that is to be served again.
void give_back(ipc_kmsg &request, unsigned count, kobject_descriptors &from) {
    kmsg_descriptor at(request.body());
    for (unsigned i = 0; i < count; ++i, at.advance()) {
        switch (at.type()) {
        case MACH_MSG_PORT_DESCRIPTOR: at.set_pointer(from.rights[i].leak()); break;
        case MACH_MSG_OOL_PORTS_DESCRIPTOR: at.set_pointer(from.arrays[i].leak()); break;
        default: at.set_pointer(from.memory[i].leak()); break;
        }
    }
    request.descriptors = static_cast<uint16_t>(count);
}

/// Moves what a reply shall carry into its descriptors.
void fill(ipc_kmsg &reply, const kobject_shape &shape, kobject_descriptors &from) {
    reinterpret_cast<mach_msg_body_t *>(&reply.header + 1)->msgh_descriptor_count = shape.count;
    kmsg_descriptor at(reply.body());
    for (unsigned i = 0; i < shape.count; ++i, at.advance()) {
        switch (shape.kinds[i]) {
        case descriptor_kind::send:
        case descriptor_kind::send_once:
        case descriptor_kind::receive:
        case descriptor_kind::any:
            at.put(mach::rpc::port_descriptor(MACH_PORT_NULL, from.rights[i].type()));
            at.set_pointer(from.rights[i].leak());
            break;
        case descriptor_kind::ool: {
            ref<vm_map_copy> &memory = from.memory[i];
            at.put(mach::rpc::ool_descriptor(uint64_t{0},
                                             memory ? static_cast<uint32_t>(memory->size()) : 0));
            reply.out_of_line += at.size();
            at.set_pointer(memory.leak());
            break;
        }
        case descriptor_kind::ool_ports:
            at.put(mach_msg_ool_ports_descriptor_t{.address = 0,
                                                   .deallocate = 0,
                                                   .copy = MACH_MSG_VIRTUAL_COPY,
                                                   .disposition = from.arrays[i].type(),
                                                   .type = MACH_MSG_OOL_PORTS_DESCRIPTOR,
                                                   .count = from.arrays[i].size()});
            reply.out_of_line += at.size() * sizeof(ipc_port *);
            at.set_pointer(from.arrays[i].leak());
            break;
        }
    }
    reply.descriptors = shape.count;
}

kern_return_t serve_and_fill(const kobject_entry &entry, kobject_frame &frame, ipc_kmsg *reply) {
    if (entry.reply.count == 0) return entry.serve(frame);
    kobject_descriptors out;
    frame.out = &out;
    const kern_return_t kr = entry.serve(frame);
    if (kr == KERN_SUCCESS) fill(*reply, entry.reply, out);
    return kr;
}

kern_return_t take_and_serve(const kobject_entry &entry, kobject_frame &frame, ipc_kmsg &request,
                             ipc_kmsg *reply) {
    if (entry.request.count == 0) return serve_and_fill(entry, frame, reply);
    kobject_descriptors in;
    frame.in = &in;
    take(request, in);
    const kern_return_t kr = serve_and_fill(entry, frame, reply);
    if (kr == KERN_PAGE_WAIT) give_back(request, entry.request.count, in);
    return kr;
}

/// Zeros whole words; replies are too short for memset to pay.
[[clang::no_builtin("memset")]] void clear(std::byte *from, std::size_t size) {
    for (auto *word = reinterpret_cast<uint32_t *>(from); size != 0; size -= sizeof *word)
        *word++ = 0;
}

/// Completes the header of a reply that has been served.
void complete(ipc_kmsg &reply, const kobject_shape &shape) {
    std::size_t end = end_of(reply, shape);
    while (end % sizeof(uint32_t) != 0) reply.bytes()[end++] = std::byte{0};
    reply.header = {.msgh_bits = shape.count != 0 ? MACH_MSGH_BITS_COMPLEX : 0,
                    .msgh_size = static_cast<mach_msg_size_t>(end),
                    .msgh_remote_port = MACH_PORT_NULL,
                    .msgh_local_port = MACH_PORT_NULL,
                    .msgh_reserved = 0,
                    .msgh_id = 0};
}

}  // namespace

kern_return_t ipc_kobject_serve(const kobject_entry &entry, ipc_port &port, thread &caller,
                                ipc_kmsg &request, ipc_kmsg *reply) {
    if (!well_formed(request, entry.request)) return MIG_BAD_ARGUMENTS;
    kobject_frame frame{port, caller, &request.header, nullptr, nullptr, nullptr};
    if (reply != nullptr) {
        frame.reply = &reply->header;
        // No byte that the routine forgets shall show what the memory held before; and the result
        // is KERN_SUCCESS, 0.
        clear(reply->bytes() + sizeof(mach_msg_header_t),
              round4(entry.reply.fixed) - sizeof(mach_msg_header_t));
    }
    const kern_return_t kr = (entry.request.count | entry.reply.count) == 0
                                 ? entry.serve(frame)
                                 : take_and_serve(entry, frame, request, reply);
    if (kr == KERN_SUCCESS && reply != nullptr) complete(*reply, entry.reply);
    return kr;
}
