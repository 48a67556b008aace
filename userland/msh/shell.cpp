#include "msh/shell.hpp"

#include "msh/format.hpp"
#include "msh/output.hpp"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

namespace msh {

shell_state shell;

namespace {

uintptr_t stack_end;

void write_message(const char *format, va_list arguments) {
    out.flush();
    buffer text;
    add_format(text, format, arguments);
    err.put(shell.name);
    err.put(std::string_view(": "));
    for (const char *part : {shell.file, shell.builtin}) {
        if (!part) continue;
        err.put(part);
        err.put(std::string_view(": "));
    }
    if (!shell.at_prompt || shell.file) err.print("line %d: ", shell.line);
    err.put(text.view());
    err.put('\n');
    err.flush();
}

}  // namespace

int line_shown(int line) { return line + (shell.counts_from_zero && !shell.file); }

void complain(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    write_message(format, arguments);
    va_end(arguments);
}

void abandon(int status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    write_message(format, arguments);
    va_end(arguments);
    shell.status = status;
    shell.leaving = unwinding::abandon;
}

const char *error_text(int error) { return strerror(error); }

void free_parameters() {
    if (!shell.parameters.owned) return;
    free(shell.parameters.owned);
    shell.parameters.owned = nullptr;
}

// One block: the vector and behind it the texts.
void set_parameters(char **values, int count) {
    size_t size = (static_cast<size_t>(count) + 1) * sizeof(char *);
    const size_t vector = size;
    for (int i = 0; i < count; i++) size += strlen(values[i]) + 1;
    char **block = static_cast<char **>(need_memory(size));
    char *text = reinterpret_cast<char *>(block) + vector;
    for (int i = 0; i < count; i++) {
        block[i] = text;
        text = stpcpy(text, values[i]) + 1;
    }
    block[count] = nullptr;
    free_parameters();
    shell.parameters = {block, count, block};
}

void measure_stack() {
    static constexpr uintptr_t most = 8 << 20, reserve = 128 << 10;
    rlimit limit;
    uintptr_t size = most;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < most) size = limit.rlim_cur;
    if (size < 2 * reserve) size = 2 * reserve;
    stack_end = reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - size + reserve;
}

bool stack_is_low() { return reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) < stack_end; }

}  // namespace msh
