#include "lib/program.hpp"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

const char *program_name = "portolan-utils";
const char *usage_line = "";

namespace {

void message(const char *format, va_list arguments, const char *reason) {
    std::fprintf(stderr, "%s: ", program_name);
    std::vfprintf(stderr, format, arguments);
    std::fprintf(stderr, reason ? ": %s\n" : "\n", reason);
}

}  // namespace

void warn(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments, nullptr);
    va_end(arguments);
}

void warn_errno(const char *format, ...) {
    const char *reason = std::strerror(errno);
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments, reason);
    va_end(arguments);
}

int usage_error(int status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments, nullptr);
    va_end(arguments);
    std::fprintf(stderr, "%sTry '%s --help' for more information.\n", usage_line, program_name);
    return status;
}
