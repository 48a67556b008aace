/// \file
/// A queue of bytes that grows as it is needed, up to a limit.
#pragma once

#include <cstddef>

namespace vfs {

class ring_buffer {
public:
    /// \param limit bytes; `first` times a power of two.
    ring_buffer(std::size_t first, std::size_t limit) : first_(first), limit_(limit) {}
    ring_buffer(const ring_buffer &) = delete;
    ring_buffer &operator=(const ring_buffer &) = delete;
    ~ring_buffer();

    std::size_t size() const { return size_; }
    std::size_t room() const { return limit_ - size_; }
    std::size_t limit() const { return limit_; }

    /// Takes in up to room() bytes; \return how many (fewer when memory is exhausted).
    std::size_t put(const char *from, std::size_t count);
    std::size_t take(char *to, std::size_t count);
    /// Copies what take would give after `skipped` bytes more.
    std::size_t peek(std::size_t skipped, char *to, std::size_t count) const;
    /// Undoes the end of the last take; nothing may have been put since.
    void untake(std::size_t count);
    /// EBUSY-like false when more bytes are queued than `limit`.
    bool set_limit(std::size_t limit);

private:
    bool grow(std::size_t size);

    char *bytes_ = nullptr;
    std::size_t capacity_ = 0, head_ = 0, size_ = 0;
    std::size_t first_, limit_;
};

}  // namespace vfs
