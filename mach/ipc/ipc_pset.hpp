/// \file
/// A port set: receives from all its member ports.
#pragma once

#include <ipc/ipc_link.hpp>
#include <ipc/ipc_thread_queue.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/spinlock.hpp>

class ipc_pset : public ref_counted<ipc_pset> {
public:
    [[nodiscard]] static result<ref<ipc_pset>> create();
    static void destroy(ipc_pset *set);

    spinlock lock{lock_rank::ipc_pset};
    bool active GUARDED_BY(lock) = true;
    ipc_member_links members GUARDED_BY(lock);
    ipc_ready_links ready GUARDED_BY(lock);  ///< members with messages, the next to be served first
    ipc_thread_queue receivers GUARDED_BY(
        lock);  ///< waiting; only when `ready` is empty or they wait for too large a message

private:
    template <class>
    friend class zone;
    ipc_pset() = default;
};

class ipc_port;

/// Puts a port into a set. \return KERN_ALREADY_IN_SET, KERN_RESOURCE_SHORTAGE
/// The caller holds the lock of the space that both are in, so that neither can leave it.
[[nodiscard]] result<> ipc_pset_add(ipc_pset &set, ipc_port &port);
/// \return KERN_NOT_IN_SET. Locks as above.
[[nodiscard]] result<> ipc_pset_remove(ipc_pset &set, ipc_port &port);
/// Is it a member? The caller holds a reference on both.
[[nodiscard]] bool ipc_pset_has(ipc_pset &set, ipc_port &port);
/// Ends a set that no space names any more: members leave, receivers wake with MACH_RCV_PORT_DIED.
/// Consumes a reference. No lock held.
void ipc_pset_destroy(ipc_pset *set);
