#pragma once

// Ends the machine at once, after writing out what is cached. Sleeps for ever if that is refused.
[[noreturn]] void power_off();
[[noreturn]] void restart();

// Process 1 is asked by signal, as busybox's tools do it: SIGUSR1 halt and SIGUSR2 power off,
// SIGTERM and SIGINT restart.
void heed_power_signals();

// Obeys a signal that has arrived; false if there was none.
bool power_off_if_asked();
