/// \file
/// The machine as an object: its name and control ports, its exception handlers, its processors'
/// ports.
#pragma once

#include <cstddef>

#include <kern/exception_ports.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/spinlock.hpp>

class ipc_port;

class host {
public:
    ref<ipc_port> name_port;           ///< what every task may have
    ref<ipc_port> control_port;        ///< host_priv: the first task only
    ref<ipc_port> device_master_port;  ///< likewise
    spinlock lock{lock_rank::host};
    exception_actions exceptions GUARDED_BY(lock);
};

host &the_host();
/// Makes the ports. Before the first task.
[[nodiscard]] result<> host_initialise();
/// The text of host_get_boot_info, <mach/interface/host_priv.hpp>. \return its size with the final
/// zero, at most `room`.
std::size_t host_boot_text(char *to, std::size_t room);
/// The host's handler of one kind of exception, its own right.
[[nodiscard]] exception_action host_exception_action(std::size_t type);
