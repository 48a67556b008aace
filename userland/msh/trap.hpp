// Traps and what signals do to the shell.
#pragma once

namespace msh {

inline constexpr int signal_count = 65;  // 0 is EXIT

// The number of a signal's name (with or without SIG) or digits; -1 if there is none.
int signal_number(const char *name);
// The name without SIG, null if it has none.
const char *signal_name(int number);

// Sets the action: null for the default, "" to ignore. False if the signal was ignored when the
// shell started and has to stay so.
void set_trap(int number, const char *action);
const char *trap_action(int number);
// Is there any action to be run in this process?
bool has_traps();
void print_traps();

// Runs what has been trapped since; $? stays as it was.
void run_traps();
void run_exit_trap();
// Asked between commands: a signal waits for run_traps() or an interrupt has to be obeyed.
extern volatile bool signal_waits;
// A signal with a trap has arrived; its number, else 0.
int trapped_signal();
// Ctrl-C at a prompt since the last question.
bool take_interrupt();
bool interrupt_waits();

// The dispositions that an interactive shell wants.
void set_interactive_signals();
// In a new child: traps are gone, and an interactive shell's own signals back to normal.
// `keeps_list` leaves the texts for `trap` to print in a subshell.
void reset_signals_in_child();
// Lets SIGCHLD wake a sigsuspend().
void catch_child_signal();
// In the child that becomes a background command without job control.
void ignore_keys();

}  // namespace msh
