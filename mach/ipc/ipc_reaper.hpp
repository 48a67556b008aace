/// \file
/// Destruction without recursion and in bounded pieces. A port may hold messages that hold ports
/// that hold messages ...: what dies is put into a list, and whoever put it there works the list
/// off until a budget is used up. What is left is done by the next one, or by ipc_reap from the
/// idle loop and the timer.
#pragma once

class ipc_kmsg;
class ipc_port;

/// Takes over a message with all it holds. No lock of rank leaf held.
void ipc_reaper_add(ipc_kmsg *kmsg);
/// Takes over one reference to a port that has work for ipc_port_clean_step.
void ipc_reaper_add(ipc_port *port);
/// Works off at most about `budget` rights, unless this processor is at it already. No lock held.
/// \return true when nothing is left.
bool ipc_reap(unsigned budget);
/// Is there anything to do? Without lock, for the idle loop.
bool ipc_reaper_pending();

/// Rights that one operation releases before it leaves the rest to others.
inline constexpr unsigned reap_budget = 32;
