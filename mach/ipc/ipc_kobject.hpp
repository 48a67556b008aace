/// \file
/// Kernel objects behind ports, and how a message to one is served: in the sender's own context, without a queue or a
/// switch, from the same typed declarations as every interface (<mach/rpc.hpp>).
///
/// A kernel routine is an overload
///
///     kern_return_t serve(task_create, kobject_call<task_create> &call);
///
/// found through the object type's `kobject_interface` (see ipc_kobject_table.cpp). It runs with no lock held and must not
/// wait; out-of-line and port arguments arrive as kernel values.
#pragma once

#include <array>
#include <cstdint>

#include <ipc/ipc_port.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <mach/rpc.hpp>
#include <vm/vm_map_copy.hpp>

class task;
class thread;

enum class kobject_type : uint8_t {
    none,
    task,
    thread,
    host,
    host_privileged,     ///< host_priv: reboot, set time, processors
    device_master,
    memory_object,       ///< a vm_object that can be mapped (the "name" and "control" of Mach in one)
    memory_object_control,  ///< the kernel's side of an external pager's object
    clock,
    processor,
    semaphore,
};

/// A right in flight: the port and what kind of right (MACH_MSG_TYPE_PORT_*). Owns one reference and, for send and
/// send-once rights, the count on the port; the destructor releases them as mach_msg_destroy would.
class ipc_right_transit;

/// The arguments of one kernel routine. Rights and memory that a routine does not move out of here are released afterwards.
template <class Routine> struct kobject_call {
    ipc_port &port;                                ///< the kernel object's port
    thread &caller;
    const typename Routine::request &request;      ///< data members valid; descriptors stand in `rights` / `memory` instead
    typename Routine::reply &reply;
    std::array<ipc_right_transit, mach::rpc::detail::descriptor_count<typename Routine::request>() + 1> rights;
    std::array<ref<vm_map_copy>, mach::rpc::detail::descriptor_count<typename Routine::request>() + 1> memory;
    /// What the reply's descriptors shall carry, by descriptor index.
    std::array<ipc_right_transit, mach::rpc::detail::descriptor_count<typename Routine::reply>() + 1> reply_rights;
    std::array<ref<vm_map_copy>, mach::rpc::detail::descriptor_count<typename Routine::reply>() + 1> reply_memory;
};

/// A port whose receiver is the kernel, bound to `object`. The object keeps the returned reference and clears the binding
/// with ipc_kobject_clear before it dies.
[[nodiscard]] result<ref<ipc_port>> ipc_kobject_create(kobject_type type, void *object);
/// Unbinds and destroys the port: further messages and rights see a dead name.
void ipc_kobject_clear(ref<ipc_port> port);
/// The object behind `port` with one more reference, or null when the port is dead or of another type. T::kobject says the type.
template <class T> [[nodiscard]] ref<T> ipc_kobject_get(const ipc_port &port);
/// The object behind a port name in the caller's space, as for a trap's task argument. (MACH_PORT_NULL and dead give null.)
template <class T> [[nodiscard]] ref<T> ipc_kobject_by_name(mach_port_name_t name);
