/// \file
/// Invariants. Nothing that a user can send may reach a failing assert.
#pragma once

/// Prints `panic: ` and the message (printf-like), stops all processors. Never returns.
[[noreturn]] void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

#ifdef DEBUG
#define assert(condition) \
    ((condition) ? (void)0 : panic("%s:%d: assertion failed: %s", __FILE__, __LINE__, #condition))
#else
#define assert(condition) ((void)sizeof(!(condition)))
#endif
