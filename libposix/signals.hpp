/// \file
/// Signals on the process's side: fetching them from the process server, choosing their effect,
/// running handlers. The server keeps what is pending and interrupts a thread when something comes;
/// mask and dispositions live here.
#pragma once

#include <signal_action.hpp>
#include <thread_block.hpp>

namespace posix {

/// Fetches and acts on pending signals that this thread does not block, until one with a handler is
/// in `taken` or none is left.
/// \return whether `taken` holds one.
bool take_signals();
/// Are signals known to be pending that this thread does not block? Costs no message.
bool signals_known_pending();
/// Changes the thread's mask; SIGKILL and SIGSTOP stay unblocked.
void set_mask(thread_block &block, signal_set mask);

/// The last part of every system call for which something besides its result has to happen: a
/// restart or a signal.
/// \pre the result is in the block's registers.
void finish_call(thread_block &block);

/// Takes one pending signal out of `wanted` from the server, whatever the mask says. \return false:
/// none.
bool take_one(signal_set wanted, protocol::signal_info &info);
/// What is pending for the process or the thread, asked for anew.
signal_set pending_signals();

/// Ends the process as `signal` does by default.
[[noreturn]] void terminate_by(int signal);
/// Waits until a signal comes (then true) or the monotonic deadline passes (~0: never). What came
/// is not looked at.
bool wait_for_signal(uint64_t deadline_ns);
/// Sends a signal to this thread by itself, for the errors that are signals (SIGPIPE, SIGSEGV at a
/// bad stack).
void raise_here(int signal, int code);
/// Sends the server the dispositions that it has to know if they have changed; `table` is
/// signal_actions.
void publish_dispositions();
/// After a fork in the child, or an exec: nothing is pending here.
void forget_pending();

}  // namespace posix
