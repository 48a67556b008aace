#pragma once

/// The running utility's name, as its messages begin with it. Set once by the dispatcher.
extern const char *program_name;

/// Writes "NAME: MESSAGE" and a newline to standard error.
[[gnu::format(printf, 1, 2)]] void warn(const char *format, ...);

/// Like warn, with ": " and the text of errno (its value at the call) after the message.
[[gnu::format(printf, 1, 2)]] void warn_errno(const char *format, ...);

/// What usage_error writes before it points to --help: nothing, or a line of its own.
extern const char *usage_line;

/// Like warn, and points to --help. Returns `status`, for `return usage_error(1, ...)`.
[[gnu::format(printf, 2, 3)]] int usage_error(int status, const char *format, ...);
