/// \file
/// One name in a port space.
#pragma once

#include <cstdint>

#include <mach/port.h>

class ipc_port;
class ipc_pset;
struct ipc_request;

/// The kinds of right an entry holds, as a mask of 1 << MACH_PORT_RIGHT_*; zero: free.
enum entry_type : uint8_t {
    ENTRY_FREE = 0,
    ENTRY_SEND = 1 << MACH_PORT_RIGHT_SEND,
    ENTRY_RECEIVE = 1 << MACH_PORT_RIGHT_RECEIVE,
    ENTRY_SEND_ONCE = 1 << MACH_PORT_RIGHT_SEND_ONCE,
    ENTRY_PORT_SET = 1 << MACH_PORT_RIGHT_PORT_SET,
    ENTRY_DEAD_NAME = 1 << MACH_PORT_RIGHT_DEAD_NAME,
    ENTRY_SEND_RECEIVE = ENTRY_SEND | ENTRY_RECEIVE,
    ENTRY_PORT = ENTRY_SEND | ENTRY_RECEIVE | ENTRY_SEND_ONCE,
};

/// Guarded by its space's lock. An entry of a port right holds one reference on the port, one count
/// of send rights (whatever its user references) or of send-once rights. That the port died shows
/// only when the entry is looked at (ipc_right_check), which makes it a dead name.
struct ipc_entry {
    /// Mach's MACH_PORT_UREFS_MAX: the count stays below.
    static constexpr uint32_t urefs_max = 0xffff;

    union {
        ipc_port *port;
        ipc_pset *set;
        struct {
            uint32_t next, previous;  ///< indices in the free list
        } free;
    };
    ipc_request *request;  ///< owned by the port
    uint32_t chain;        ///< index of the next entry in the same bucket of send rights
    uint32_t bucket;       ///< index of the first entry in the bucket that has this entry's number
    uint16_t urefs;        ///< of SEND and DEAD_NAME; 1 for SEND_ONCE
    uint8_t generation;    ///< low byte of the name
    uint8_t type;

    bool overflows(uint32_t more) const { return urefs + more >= urefs_max; }
};
static_assert(sizeof(ipc_entry) == 32);

/// Where a thread found an entry of its task's space, which does not move as long as there are
/// threads.
struct ipc_entry_hint {
    uint32_t index = ~0u;  ///< no name's at first
    ipc_entry *entry = nullptr;
};
