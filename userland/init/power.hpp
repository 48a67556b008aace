#pragma once

#include <signal.h>

// Ends all other processes and then the machine, after writing out what is cached. Sleeps for ever
// if that is refused.
[[noreturn]] void power_off();
[[noreturn]] void restart();

// Process 1 is asked by signal, as busybox's tools do it: SIGUSR1 halt and SIGUSR2 power off,
// SIGTERM and SIGINT restart. Blocks these and SIGCHLD, and gives those blocked before.
sigset_t hold_power_signals();

// Waits until a child has ended or process 1 has been asked, which it obeys.
void wait_for_child_or_power();
