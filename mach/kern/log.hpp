/// \file
/// The kernel log: a ring in memory (host_kernel_log reads it), echoed to the early serial port
/// until a console server has taken the device, and always in a panic. Any lock but `log` and
/// `leaf` may be held.
#pragma once

#include <cstdarg>
#include <cstddef>
#include <cstdint>

/// printf subset of <kern/format.hpp>.
void log(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_va(const char *format, va_list arguments);
void log_write(const char *text, std::size_t size);
/// Stops the echo (true) when the console server maps the UART.
void log_quiet(bool quiet);
/// The last of it once more to the UART, unless it went there anyway.
void log_show_end();
/// Echo on, for good, and the lock is not waited for any more: other processors may have been
/// stopped while they held it.
void log_begin_panic();

/// Reads the ring. \param position in bytes since boot, moved forward to the oldest byte kept if
/// that is gone. \return bytes copied.
std::size_t log_read(uint64_t &position, char *to, std::size_t size);
