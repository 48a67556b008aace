/// \file
/// Membership of a port in a port set. A port may be in several sets.
#pragma once

#include <kern/list.hpp>

class ipc_port;
class ipc_pset;

struct ipc_link {
    ipc_port &port;
    ipc_pset &set;
    bool ready = false;     ///< in set.ready; under the set's lock
    list_hook port_hook;    ///< in port.sets; under the port's lock
    list_hook member_hook;  ///< in set.members; changed under both locks
    list_hook ready_hook;   ///< in set.ready, as long as the port has messages
};

using ipc_port_links = list<ipc_link, &ipc_link::port_hook>;
using ipc_member_links = list<ipc_link, &ipc_link::member_hook>;
using ipc_ready_links = list<ipc_link, &ipc_link::ready_hook>;

/// A sender looks through all sets of a port with interrupts off, so their number is bounded.
inline constexpr unsigned max_sets_of_port = 64;
