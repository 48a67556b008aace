/// \file
/// What a native Mach test reports with. The verdict goes to the kernel log, where the runner
/// (build/portolan_tool/mach_tests.py) waits for it.
#pragma once

#include <cstdarg>
#include <cstdio>
#include <source_location>

#include <mach/mach_traps.h>

/// One test program. It goes on after a failed check, so that the log has all of them.
class mach_test {
public:
    /// `name` is that of the source file, and outlives the test.
    explicit mach_test(const char *name) : name_(name) {}

    /// \return `good`, so that a test can leave out what cannot be done then.
    bool check(bool good, const char *what,
               std::source_location at = std::source_location::current()) {
        if (!good) fail(what, at);
        return good;
    }

    /// For return codes and counts.
    bool equal(long long got, long long expected,
               std::source_location at = std::source_location::current()) {
        char what[64];
        std::snprintf(what, sizeof what, "%#llx, expected %#llx", got, expected);
        return check(got == expected, what, at);
    }

    bool failed() const { return failures_ != 0; }

    /// printf-like line into the log, beside the verdict.
    __attribute__((format(printf, 2, 3))) void report(const char *format, ...) {
        va_list arguments;
        va_start(arguments, format);
        write_list(format, arguments);
        va_end(arguments);
    }

    /// Writes the verdict and ends the task.
    [[noreturn]] void finish() {
        if (failures_ == 0) {
            report("mach-test %s: passed\n", name_);
        } else {
            report("mach-test %s: failed: %u of its checks\n", name_, failures_);
        }
        task_exit_trap();
        __builtin_unreachable();
    }

private:
    void fail(const char *what, const std::source_location &at) {
        ++failures_;
        report("%s:%u: %s\n", at.file_name(), static_cast<unsigned>(at.line()), what);
    }

    __attribute__((format(printf, 2, 0))) void write_list(const char *format, va_list arguments) {
        char line[256];
        const int size = std::vsnprintf(line, sizeof line, format, arguments);
        const auto room = static_cast<int>(sizeof line) - 1;
        debug_write_trap(line, static_cast<std::size_t>(size < room ? size : room));
    }

    const char *name_;
    unsigned failures_ = 0;
};
