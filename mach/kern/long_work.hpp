/// \file
/// Operations that a user can make as long as he likes let interrupts in now and then.
#pragma once

/// Notes that about `cost` instructions have been spent on one piece of something long, and lets
/// pending interrupts be served when it has become much. What they wake runs when the operation is
/// done. Locks up to rank last_held_long may be held (kern/lock_order.hpp).
void long_work(unsigned cost);
/// What to note for one more look at something that another processor has to do first.
inline constexpr unsigned spin_cost = 20;
