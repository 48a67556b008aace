#include "lib/input.hpp"

#include "lib/bytes.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

input::~input() {
    std::free(buffer_);
    if (descriptor_ > STDIN_FILENO) close(descriptor_);
}

bool input::open(const char *path) {
    descriptor_ = std::strcmp(path, "-") == 0 ? STDIN_FILENO : ::open(path, O_RDONLY | O_CLOEXEC);
    return descriptor_ >= 0;
}

/// Reads more behind what is buffered, after making room. False at the end or after an error.
bool input::fill() {
    if (end_) return false;
    if (begin_) {
        std::memmove(buffer_, buffer_ + begin_, filled_ - begin_);
        filled_ -= begin_;
        begin_ = 0;
    }
    if (filled_ == capacity_) {
        const size_t larger = capacity_ ? capacity_ * 2 : 65536;
        char *moved = static_cast<char *>(std::realloc(buffer_, larger));
        if (!moved) {
            error_ = ENOMEM;
            end_ = true;
            return false;
        }
        buffer_ = moved;
        capacity_ = larger;
    }
    ssize_t size;
    do size = read(descriptor_, buffer_ + filled_, capacity_ - filled_);
    while (size < 0 && errno == EINTR);
    if (size <= 0) {
        if (size < 0) error_ = errno;
        end_ = true;
        return false;
    }
    filled_ += static_cast<size_t>(size);
    return true;
}

void input::leave_rest() const {
    if (descriptor_ == STDIN_FILENO && begin_ < filled_)
        lseek(descriptor_, -static_cast<off_t>(filled_ - begin_), SEEK_CUR);
}

std::string_view input::block() {
    if (begin_ == filled_) {
        begin_ = filled_ = 0;
        if (!fill()) return {};
    }
    const std::string_view piece{buffer_ + begin_, filled_ - begin_};
    begin_ = filled_;
    return piece;
}

std::string_view input::line(char terminator) {
    size_t searched = 0;
    for (;;) {
        const size_t available = filled_ - begin_;
        const char *const start = buffer_ + begin_, *const stop = start + available;
        const char *const found = find_byte(start + searched, stop, terminator);
        if (found != stop) {
            const size_t size = static_cast<size_t>(found - start) + 1;
            begin_ += size;
            return {start, size};
        }
        searched = available;
        if (fill()) continue;
        const std::string_view rest{buffer_ + begin_, filled_ - begin_};
        begin_ = filled_;
        return error_ ? std::string_view{} : rest;
    }
}
