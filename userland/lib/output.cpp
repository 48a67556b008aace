#include "lib/output.hpp"

#include "lib/program.hpp"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

constinit output out;

void output::write_through(const char *data, size_t size) {
    while (size && !error_) {
        const ssize_t written = ::write(STDOUT_FILENO + above_standard_, data, size);
        if (written >= 0) {
            data += written;
            size -= static_cast<size_t>(written);
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
}

bool output::flush() {
    write_through(buffer_, used_);
    used_ = 0;
    return !error_;
}

void output::write(const char *data, size_t size) {
    if (size > sizeof buffer_ - used_) {
        flush();
        if (size >= sizeof buffer_) return write_through(data, size);
    }
    std::memcpy(buffer_ + used_, data, size);
    used_ += size;
}

void output::print(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char small[256];
    va_list again;
    va_copy(again, arguments);
    const int length = std::vsnprintf(small, sizeof small, format, arguments);
    if (length >= 0 && static_cast<size_t>(length) < sizeof small) {
        write(small, static_cast<size_t>(length));
    } else {
        char *large = nullptr;
        const int size = vasprintf(&large, format, again);
        if (size >= 0)
            write(large, static_cast<size_t>(size));
        else
            error_ = errno;
        std::free(large);
    }
    va_end(again);
    va_end(arguments);
}

int output::finish(int status) {
    const bool had_output = used_ || error_;
    flush();
    if (!error_ && close(STDOUT_FILENO + above_standard_) != 0 && (errno != EBADF || had_output))
        error_ = errno;
    if (!error_) return status;
    errno = error_;
    warn_errno("write error");
    const int least = error_status_ ? error_status_ : 1;
    return status > least ? status : least;
}
