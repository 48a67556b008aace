#include <mach/mach_init.h>

#include <mach/mach_traps.h>

namespace {

void destroy_right(mach_port_t name, mach_msg_type_name_t disposition) {
    if (!MACH_PORT_VALID(name)) return;
    const task_t self = mach_task_self();
    switch (disposition) {
    case MACH_MSG_TYPE_MOVE_SEND:
    case MACH_MSG_TYPE_MOVE_SEND_ONCE: (void)mach_port_deallocate_trap(self, name); break;
    case MACH_MSG_TYPE_MOVE_RECEIVE:
        (void)mach_port_mod_refs_trap(self, name, MACH_PORT_RIGHT_RECEIVE, -1);
        break;
    case MACH_MSG_TYPE_MAKE_SEND:
        // Whoever counts the rights made, to know when all have gone, has counted this one.
        if (mach_port_insert_right_trap(self, name, name, MACH_MSG_TYPE_MAKE_SEND) == KERN_SUCCESS)
            (void)mach_port_deallocate_trap(self, name);
        break;
    default: break;  // copied rights stay with their owner
    }
}

void destroy_memory(uint64_t address, uint64_t size) {
    if (size != 0) (void)mach_vm_deallocate_trap(mach_task_self(), address, size);
}

/// Destroys one descriptor; \return the next one's address.
const char *destroy_descriptor(const char *at) {
    const auto *port = reinterpret_cast<const mach_msg_port_descriptor_t *>(at);
    const auto *memory = reinterpret_cast<const mach_msg_ool_descriptor_t *>(at);
    const auto *ports = reinterpret_cast<const mach_msg_ool_ports_descriptor_t *>(at);
    switch (port->type) {
    case MACH_MSG_PORT_DESCRIPTOR:
        destroy_right(port->name, port->disposition);
        return at + sizeof *port;
    case MACH_MSG_OOL_PORTS_DESCRIPTOR: {
        const auto *names = reinterpret_cast<const mach_port_t *>(ports->address);
        for (uint32_t i = 0; i < ports->count; ++i) destroy_right(names[i], ports->disposition);
        destroy_memory(ports->address, ports->count * sizeof(mach_port_t));
        return at + sizeof *ports;
    }
    default: destroy_memory(memory->address, memory->size); return at + sizeof *memory;
    }
}

}  // namespace

void mach_msg_destroy(mach_msg_header_t *msg) {
    destroy_right(msg->msgh_remote_port, MACH_MSGH_BITS_REMOTE(msg->msgh_bits));
    // A received message's local port is where it came in, no right: the receive consumed it.
    if ((msg->msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0) return;
    const auto *body = reinterpret_cast<const mach_msg_body_t *>(msg + 1);
    const char *at = reinterpret_cast<const char *>(body + 1);
    for (uint32_t i = 0; i < body->msgh_descriptor_count; ++i) at = destroy_descriptor(at);
}
