#pragma once

#include <stddef.h>

// Opens the console for reading and writing, close-on-exec and not as a controlling terminal. Falls
// back on descriptor 1, whatever that is, when there is no console.
int open_console();

// Writes everything, or gives up when the descriptor fails.
void write_all(int descriptor, const void *data, size_t size);
