/// \file
/// The kernel's notifications: small messages to send-once rights (the Mach 3 interface, chapter
/// "Port manipulation").
#pragma once

#include <mach/port.h>

class ipc_port;

/// Each consumes the send-once right `notify` and never waits: the queue limit does not hold for
/// send-once rights. When memory is short the notification is lost and the right released. No port
/// lock held.
void ipc_notify_dead_name(ipc_port *notify, mach_port_name_t name);
void ipc_notify_port_deleted(ipc_port *notify, mach_port_name_t name);
void ipc_notify_send_possible(ipc_port *notify, mach_port_name_t name);
void ipc_notify_no_senders(ipc_port *notify, mach_port_mscount_t count);
/// Also consumes the receive right `port`, which is in limbo, and its reference.
void ipc_notify_port_destroyed(ipc_port *notify, ipc_port *port);
/// A send-once right was destroyed: tells its own receiver.
void ipc_notify_send_once(ipc_port *right);
