#pragma once

// Ends all processes but this one: asks them (SIGTERM, and a second later SIGHUP, which
// shells heed), kills after `patience_s` seconds those that are left, and returns when none is, or
// after one second more.
// SIGCHLD must be blocked.
void end_processes(int patience_s);
