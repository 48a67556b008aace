#include "init/console.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

int open_console() {
    int descriptor = open("/dev/console", O_RDWR | O_NOCTTY | O_CLOEXEC);
    return descriptor >= 0 ? descriptor : 1;
}

void write_all(int descriptor, const void *data, size_t size) {
    auto *next = static_cast<const char *>(data);
    while (size > 0) {
        ssize_t written = write(descriptor, next, size);
        if (written > 0) {
            next += written;
            size -= static_cast<size_t>(written);
        } else if (written < 0 && errno == EAGAIN) {
            pollfd ready = {descriptor, POLLOUT, 0};
            poll(&ready, 1, -1);
        } else if (written < 0 && errno != EINTR) {
            return;
        }
    }
}
