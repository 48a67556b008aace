#pragma once

// Keeps a login shell on the console, starting it anew when it ends, and reaps orphans. Never
// returns: the machine ends by the signals that `poweroff` and `reboot` send to process 1.
[[noreturn]] void run_sessions();
