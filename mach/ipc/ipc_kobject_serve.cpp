#include <ipc/ipc_kobject_serve.hpp>

#include <utility>

#include <ipc/ipc_kmsg_descriptor.hpp>

using mach::rpc::descriptor_kind;

void kobject_take(ipc_kmsg &request, ipc_right_transit *rights, ref<vm_map_copy> *memory,
                  ipc_right_array *arrays) {
    const unsigned count = std::exchange(request.descriptors, 0);
    kmsg_descriptor at(request.body());
    for (unsigned i = 0; i < count; ++i, at.advance()) {
        switch (at.type()) {
        case MACH_MSG_PORT_DESCRIPTOR:
            rights[i] = ipc_right_transit::adopt(at.right(), at.disposition());
            break;
        case MACH_MSG_OOL_PORTS_DESCRIPTOR:
            arrays[i] = ipc_right_array::adopt(at.ports(), at.size(), at.disposition());
            break;
        default: memory[i] = ref<vm_map_copy>::adopt(at.memory()); break;
        }
    }
}

void kobject_give_back(ipc_kmsg &request, unsigned count, ipc_right_transit *rights,
                       ref<vm_map_copy> *memory, ipc_right_array *arrays) {
    kmsg_descriptor at(request.body());
    for (unsigned i = 0; i < count; ++i, at.advance()) {
        switch (at.type()) {
        case MACH_MSG_PORT_DESCRIPTOR: at.set_pointer(rights[i].leak()); break;
        case MACH_MSG_OOL_PORTS_DESCRIPTOR: at.set_pointer(arrays[i].leak()); break;
        default: at.set_pointer(memory[i].leak()); break;
        }
    }
    request.descriptors = static_cast<uint16_t>(count);
}

void kobject_fill(ipc_kmsg &reply, const descriptor_kind *kinds, unsigned count,
                  ipc_right_transit *rights, ref<vm_map_copy> *memory, ipc_right_array *arrays) {
    kmsg_descriptor at(reply.body());
    for (unsigned i = 0; i < count; ++i, at.advance()) {
        switch (kinds[i]) {
        case descriptor_kind::send:
        case descriptor_kind::send_once:
        case descriptor_kind::receive:
        case descriptor_kind::any:
            at.put(mach::rpc::port_descriptor(MACH_PORT_NULL, rights[i].type()));
            at.set_pointer(rights[i].leak());
            break;
        case descriptor_kind::ool:
            at.put(mach::rpc::ool_descriptor(
                uint64_t{0}, memory[i] ? static_cast<uint32_t>(memory[i]->size()) : 0));
            at.set_pointer(memory[i].leak());
            break;
        case descriptor_kind::ool_ports:
            at.put(mach_msg_ool_ports_descriptor_t{.address = 0,
                                                   .deallocate = 0,
                                                   .copy = MACH_MSG_VIRTUAL_COPY,
                                                   .disposition = arrays[i].type(),
                                                   .type = MACH_MSG_OOL_PORTS_DESCRIPTOR,
                                                   .count = arrays[i].size()});
            at.set_pointer(arrays[i].leak());
            break;
        }
    }
    reply.descriptors = static_cast<uint16_t>(count);
}
