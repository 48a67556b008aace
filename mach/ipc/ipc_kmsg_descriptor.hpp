/// \file
/// A descriptor in a message's body, in the user's form (names, addresses) or the kernel's
/// (pointers in the same places), so that copy-in and copy-out change it where it stands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <mach/message.h>

class ipc_port;
class vm_map_copy;

/// Cursor over descriptors; they are packed to 4 bytes, so everything goes through memcpy.
class kmsg_descriptor {
public:
    explicit kmsg_descriptor(std::byte *at) : at_(at) {}

    uint8_t type() const {
        return static_cast<uint8_t>(at_[offsetof(mach_msg_port_descriptor_t, type)]);
    }
    bool is_port() const { return type() == MACH_MSG_PORT_DESCRIPTOR; }
    /// Bytes of this descriptor.
    std::size_t length() const {
        return is_port() ? sizeof(mach_msg_port_descriptor_t) : sizeof(mach_msg_ool_descriptor_t);
    }
    void advance() { at_ += length(); }
    const std::byte *position() const { return at_; }

    template <class Descriptor>
    Descriptor get() const {
        Descriptor d;
        std::memcpy(&d, at_, sizeof d);
        return d;
    }
    template <class Descriptor>
    void put(const Descriptor &d) {
        std::memcpy(at_, &d, sizeof d);
    }

    // Kernel form. The pointer stands where a port descriptor has name and pad1, the others their
    // address.
    ipc_port *right() const { return pointer<ipc_port *>(); }
    ipc_port **ports() const { return pointer<ipc_port **>(); }
    vm_map_copy *memory() const { return pointer<vm_map_copy *>(); }
    void set_pointer(const void *p) { std::memcpy(at_, &p, sizeof p); }
    /// The kind of right: MACH_MSG_TYPE_PORT_*
    uint8_t disposition() const {
        return static_cast<uint8_t>(at_[offsetof(mach_msg_port_descriptor_t, disposition)]);
    }
    void set_disposition(uint8_t disposition) {
        at_[offsetof(mach_msg_port_descriptor_t, disposition)] = std::byte{disposition};
    }
    /// Bytes or rights out of line.
    uint32_t size() const { return get<mach_msg_ool_descriptor_t>().size; }

private:
    template <class Pointer>
    Pointer pointer() const {
        Pointer p;
        std::memcpy(&p, at_, sizeof p);
        return p;
    }

    std::byte *at_;
};
static_assert(offsetof(mach_msg_port_descriptor_t, type) ==
              offsetof(mach_msg_ool_descriptor_t, type));
static_assert(offsetof(mach_msg_port_descriptor_t, disposition) ==
              offsetof(mach_msg_ool_ports_descriptor_t, disposition));
static_assert(offsetof(mach_msg_ool_descriptor_t, size) ==
              offsetof(mach_msg_ool_ports_descriptor_t, count));
