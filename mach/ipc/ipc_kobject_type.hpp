/// \file
/// What a port whose receiver is the kernel stands for.
#pragma once

#include <cstdint>

#include <mach/port.h>

enum class kobject_type : uint8_t {
    none,
    task,
    thread,
    host,
    host_privileged,  ///< host_priv: reboot, set time, processors
    device_master,
    dma,            ///< what a device may reach
    memory_object,  ///< a vm_object that can be mapped (the "name" and "control" of Mach in one)
    memory_object_control,  ///< the kernel's side of an external pager's object
    clock,
    processor,
    semaphore,
    memory_object_proxy,  ///< a right to map part of a memory object
    exception_reply,  ///< a thread that waits for the answer to its exception; see ipc_kobject_raw
};
static_assert(static_cast<unsigned>(kobject_type::task) == IKOT_TASK &&
              static_cast<unsigned>(kobject_type::thread) == IKOT_THREAD);
inline constexpr unsigned kobject_type_count =
    static_cast<unsigned>(kobject_type::exception_reply) + 1;
