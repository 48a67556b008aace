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

    /// Writes the verdict and ends the task.
    [[noreturn]] void finish() {
        if (failures_ == 0) {
            write("mach-test %s: passed\n", name_);
        } else {
            write("mach-test %s: failed: %u of its checks\n", name_, failures_);
        }
        task_exit_trap();
        __builtin_unreachable();
    }

private:
    void fail(const char *what, const std::source_location &at) {
        ++failures_;
        write("%s:%u: %s\n", at.file_name(), static_cast<unsigned>(at.line()), what);
    }

    __attribute__((format(printf, 2, 3))) void write(const char *format, ...) {
        char line[256];
        va_list arguments;
        va_start(arguments, format);
        const int size = std::vsnprintf(line, sizeof line, format, arguments);
        va_end(arguments);
        const auto room = static_cast<int>(sizeof line) - 1;
        debug_write_trap(line, static_cast<std::size_t>(size < room ? size : room));
    }

    const char *name_;
    unsigned failures_ = 0;
};
