/// \file
/// The one order in which spinlocks are taken: a processor that holds a lock may take only one of a
/// higher rank (two of one rank only where that rank's comment says how). A debug build checks it
/// at every acquisition.
#pragma once

#include <cstdint>

enum class lock_rank : uint8_t {
    host,         ///< lists of all tasks and processors
    task,         ///< thread list, special and exception ports; parent before child
    thread,       ///< one thread's suspend count, and its exception ports, whose rights it copies
    vm_map,       ///< source before destination of a copy, by address
    vm_object,    ///< an object before what it shadows
    ipc_space,    ///< two spaces by address
    ipc_port,     ///< two ports by address
    ipc_pset,     ///< after the port: a sender holds its port when it looks for receivers in the
                  ///< port's sets
    ipc_transit,  ///< the destinations of receive rights in messages
    gsync,        ///< hash bucket; two by address
    semaphore,
    pmap,
    vm_page,  ///< page queues and the buddy allocator
    zone,
    timer,       ///< one processor's timer queue
    run_queue,   ///< two by processor number
    interrupt,   ///< interrupt routing table
    controller,  ///< registers of an interrupt controller
    log,
    leaf,
};

/// The last of those under which work may be long: whoever holds one lets interrupts in now and
/// then, and so does whoever waits for it. Interrupts take only later ones.
inline constexpr lock_rank last_held_long = lock_rank::vm_object;
