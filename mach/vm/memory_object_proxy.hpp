/// \file
/// Restricted rights to memory objects: a port that mach_vm_map takes in place of the object's own,
/// and that lets its holders map a part of the object with no more than some protection. Nothing
/// else can be done with it. The call is GNU Mach's memory_object_create_proxy.
#pragma once

#include <cstdint>

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/zone.hpp>
#include <mach/vm_types.h>
#include <vm/vm_object.hpp>

/// The part of an object that the holder of some right can map.
struct memory_object_window {
    ref<vm_object> object;
    uint64_t offset = 0;           ///< bytes, whole pages
    uint64_t size = ~uint64_t{0};  ///< likewise, or all there may ever be
    vm_prot_t max_protection = VM_PROT_ALL;

    /// What the right to `port` gives: all of a memory object, or what its proxy says.
    /// KERN_INVALID_ARGUMENT for other ports.
    [[nodiscard]] static result<memory_object_window> of(ipc_port &port);
    /// The part of this one at `offset`; `size` is rounded up to pages. KERN_INVALID_ARGUMENT when
    /// it does not lie within.
    [[nodiscard]] result<> narrow(uint64_t offset, uint64_t size, vm_prot_t max_protection);
};

class memory_object_proxy {
public:
    /// A send right to a new proxy, which keeps the object until the last right is gone.
    /// KERN_RESOURCE_SHORTAGE.
    [[nodiscard]] static result<ipc_right_transit> create(memory_object_window window);
    /// The kernel has a notification for the port.
    static void notified(ipc_port &port, mach_msg_id_t id);

private:
    friend class zone<memory_object_proxy>;
    friend struct memory_object_window;
    explicit memory_object_proxy(memory_object_window window) : window_(std::move(window)) {}

    const memory_object_window window_;
    ref<ipc_port> port_;
};
