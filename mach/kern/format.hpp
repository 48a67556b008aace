/// \file
/// The printf subset of the kernel log: %d %u %x %ld %lu %lx %lld %llu %llx %zu %zx %p %s %c %%,
/// with width, `-` and zero fill, and %.*s.
#pragma once

#include <cstdarg>
#include <cstddef>

/// Writes the text to `sink` in pieces. \param sink gets `context`, a piece and its length, any
/// number of times.
void format_text(void (*sink)(void *context, const char *text, std::size_t size), void *context,
                 const char *format, va_list arguments);
/// As snprintf: at most `size` bytes with the final zero; \return the length without cutting.
std::size_t format_string(char *to, std::size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
