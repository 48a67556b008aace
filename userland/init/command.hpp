#pragma once

// Runs the shell on the command text that the host passed in `file`, sends what it writes to
// standard output and standard error over the console channel, in the order it was written, and
// reports its exit status (128 + n for signal n).
void run_command(const char *file);
