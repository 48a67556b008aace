/// \file
/// Kernel objects behind ports, and how a message to one is served: in the sender's own context,
/// without a queue or a switch, from the same typed declarations as every interface
/// (<mach/rpc.hpp>).
///
/// A kernel routine is an overload
///
///     kern_return_t serve(task_create, kobject_call<task_create> &call);
///
/// at namespace scope, found through the object type's interface (see ipc_kobject_table.cpp). It
/// runs with no lock held and must not wait; out-of-line and port arguments arrive as kernel
/// values. When it returns KERN_PAGE_WAIT, having changed nothing, it is called again once the page
/// is there. Routines without a reply have the same form; their result is ignored.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include <ipc/ipc_kobject_type.hpp>
#include <ipc/ipc_port.hpp>
#include <ipc/ipc_right_array.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <mach/rpc.hpp>
#include <vm/vm_map_copy.hpp>

class task;
class thread;

/// What a message's descriptors hold, by descriptor index; an element of another kind of descriptor
/// is null. What nobody moves out of here is released.
struct kobject_descriptors {
    static constexpr unsigned max = 2;
    std::array<ipc_right_transit, max> rights;
    std::array<ref<vm_map_copy>, max> memory;
    std::array<ipc_right_array, max> arrays;
};

/// A kernel routine's call before it knows of which one. The descriptors are null where neither
/// message declares any.
struct kobject_frame {
    ipc_port &port;
    thread &caller;
    mach_msg_header_t *request, *reply;
    kobject_descriptors *in, *out;
};

/// The arguments of one kernel routine. Rights and memory that a routine does not move out of here
/// are released afterwards.
template <class Routine>
struct kobject_request {
    ipc_port &port;  ///< the kernel object's port
    thread &caller;
    const typename Routine::request
        &request;  ///< data members valid; descriptors stand below instead
    ipc_right_transit *rights;
    ref<vm_map_copy> *memory;
    ipc_right_array *arrays;
};
template <class Routine>
struct kobject_call : kobject_request<Routine> {
    typename Routine::reply &reply;  ///< data members to be written when the result is KERN_SUCCESS
    /// What the reply's descriptors shall carry. Memory that is left null arrives with address 0
    /// and size 0.
    ipc_right_transit *reply_rights;
    ref<vm_map_copy> *reply_memory;
    ipc_right_array *reply_arrays;
};
template <class Routine>
    requires std::is_void_v<typename Routine::reply>
struct kobject_call<Routine> : kobject_request<Routine> {};

/// A port whose receiver is the kernel, bound to `object`. The object keeps the returned reference
/// and clears the binding with ipc_kobject_clear before it dies.
[[nodiscard]] result<ref<ipc_port>> ipc_kobject_create(kobject_type type, void *object);
/// Unbinds and destroys the port: further messages and rights see a dead name.
void ipc_kobject_clear(ref<ipc_port> port);

/// Has the object told (ipc_kobject_raw::notification) when the last send right is gone.
void ipc_kobject_watch_senders(ipc_port &port);

/// For an object that lives until the last right to it is gone: binds it to a new port, which
/// `port` keeps for it. Returns the right; nobody can make another send right but from that one.
/// KERN_RESOURCE_SHORTAGE.
[[nodiscard]] result<ipc_right_transit> ipc_kobject_lend(kobject_type type, void *object,
                                                         ref<ipc_port> &port);
/// Such an object, unbound from its port, which has told that there are no senders; null when it
/// was taken already. The caller clears the port and destroys the object.
[[nodiscard]] void *ipc_kobject_take_back(ipc_port &port, kobject_type type);

/// The kernel object behind `port`, or null when it is dead or not of this type.
[[nodiscard]] inline void *ipc_kobject_locked(const ipc_port &port, kobject_type type)
    REQUIRES(port.lock) {
    return port.where == ipc_port::state::kernel && port.kind == type ? port.kobject : nullptr;
}
/// The object behind `port` with one more reference, or null when the port is dead or of another
/// type. T::kobject says the type.
template <class T>
[[nodiscard]] ref<T> ipc_kobject_get(const ipc_port &port) {
    lock_guard guard(const_cast<ipc_port &>(port).lock);
    auto *object = static_cast<T *>(ipc_kobject_locked(port, T::kobject));
    return object != nullptr && object->try_acquire() ? ref<T>::adopt(object) : ref<T>();
}
/// The port that a send right of this name in the caller's space denotes, or null.
[[nodiscard]] ref<ipc_port> ipc_port_by_name(mach_port_name_t name);
/// The object behind a port name in the caller's space, as for a trap's task argument.
/// (MACH_PORT_NULL and dead give null.)
template <class T>
[[nodiscard]] ref<T> ipc_kobject_by_name(mach_port_name_t name) {
    const ref<ipc_port> port = ipc_port_by_name(name);
    return port ? ipc_kobject_get<T>(*port) : ref<T>();
}

/// A kernel object that takes messages as they are, without a typed interface. `object` is alive
/// only as long as the port's lock is held: both begin by taking a reference or fail.
struct ipc_kobject_raw {
    /// A user sent `message` (`size` bytes from the header on; header and descriptors hold no
    /// names). Called without locks.
    void (*message)(ipc_port &port, thread &sender, const mach_msg_header_t &message,
                    mach_msg_size_t size);
    /// A send-once right to the port was destroyed unused, or the kernel has another notification
    /// for it. Called without locks.
    void (*notification)(ipc_port &port, mach_msg_id_t id);
};
