/// \file
/// What a device may reach. A task that gives memory to a device by such a right cannot take it
/// back by ending: its memory stays as it is until the last right to the domain is gone, which the
/// server that has silenced the device sees to.
#pragma once

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>

class task;

class dma_domain {
public:
    /// A new one, with the only right to it. KERN_RESOURCE_SHORTAGE.
    [[nodiscard]] static result<ipc_right_transit> create();
    /// `who` gives memory to the device of the domain behind `port`. KERN_NO_ACCESS when another
    /// task did before.
    [[nodiscard]] static result<> bind(ipc_port &port, task &who);
    static void notified(ipc_port &port, mach_msg_id_t id);

private:
    template <class>
    friend class zone;
    dma_domain() = default;
    ~dma_domain() = default;

    ref<ipc_port> port_;
    ref<task> holder_;
};

/// Told when the last right to a domain's port is gone.
extern const ipc_kobject_raw dma_domain_kobject;
