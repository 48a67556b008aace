/// \file
/// The kernel log: a ring in memory (host_kernel_log reads it), echoed to the early serial port until a console
/// server has taken the device, and always in a panic.
#pragma once

#include <cstdarg>
#include <cstddef>

/// printf subset: %d %u %x %lx %lu %ld %llx %zu %p %s %c %%, widths and zero fill.
void log(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_va(const char *format, va_list arguments);
void log_write(const char *text, std::size_t size);
/// Stops the echo (true) when the console server maps the UART.
void log_quiet(bool quiet);
