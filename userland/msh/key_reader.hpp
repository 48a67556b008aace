// Keys as a terminal sends them.
#pragma once

#include <signal.h>

namespace msh {

// What read_key() gives beside the bytes that were typed.
enum key : int {
    key_end = -1,        // end of input, or a trap that ran leaves the shell
    key_interrupt = -2,  // SIGINT came; given until take_interrupt() and run_traps() were called
    key_nothing = -3,    // another signal came; the window may have another size
    key_left = 256,
    key_right,
    key_up,
    key_down,
    key_home,
    key_end_of_line,
    key_delete,
    key_word_left,
    key_word_right,
    key_delete_word,
    key_delete_word_left,
    key_last_argument,
    key_paste,   // what follows up to ESC [ 201 ~ is pasted text
    key_escape,  // alone
    key_unknown,
};

// Set by the handler of SIGWINCH: the next read gives key_nothing.
extern volatile sig_atomic_t window_changed;

// Set when traps have run: the cursor is where they left it, nothing else is known of the screen.
extern bool line_disturbed;

constexpr int control(char letter) { return letter & 31; }

// The next byte of standard input, key_end, or key_interrupt or key_nothing after a signal; runs
// traps that wait.
int read_key_byte();
// The next key, with escape sequences put together; for vi only those that begin with ESC [, as
// Escape there stands before commands.
int read_key(bool vi = false);

}  // namespace msh
