#pragma once

#include <cerrno>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace edit {

/// An open file descriptor, closed in the end.
class descriptor {
public:
    explicit descriptor(int number = -1) : number_(number) {}
    ~descriptor() { close(); }
    descriptor(descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor &operator=(descriptor other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }

    [[nodiscard]] int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

    /// Writes everything; else 0 is not returned but an errno.
    [[nodiscard]] int write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t count = ::write(number_, bytes.data(), bytes.size());
            if (count >= 0)
                bytes.remove_prefix(static_cast<size_t>(count));
            else if (errno != EINTR)
                return errno;
        }
        return 0;
    }

    /// An errno if what was written may not be there; 0 if it is.
    int close() {
        const int number = std::exchange(number_, -1);
        return number >= 0 && ::close(number) != 0 && errno != EINTR ? errno : 0;
    }

private:
    int number_;
};

}  // namespace edit
