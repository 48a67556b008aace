#include "msh/output.hpp"

#include "msh/format.hpp"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

namespace msh {

output out(1);
output err(2);

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t done = write(descriptor, text.data(), text.size());
        if (done >= 0)
            text.remove_prefix(static_cast<size_t>(done));
        else if (errno != EINTR)
            return false;
    }
    return true;
}

void output::flush() {
    if (text_.empty()) return;
    if (!write_all(descriptor_, text_.view())) error_ = errno;
    text_.clear();
}

int output::failed() {
    const int error = error_;
    error_ = 0;
    return error;
}

void output::print(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_format(text_, format, arguments);
    va_end(arguments);
}

void output::put_quoted(std::string_view text) {
    put('\'');
    for (const char c : text) {
        if (c == '\'')
            put(std::string_view("'\\''"));
        else
            put(c);
    }
    put('\'');
}

}  // namespace msh
