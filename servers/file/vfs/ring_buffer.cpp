#include <vfs/ring_buffer.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace vfs {

ring_buffer::~ring_buffer() { std::free(bytes_); }

/// Makes room for `size` bytes in all.
bool ring_buffer::grow(std::size_t size) {
    std::size_t capacity = capacity_ ? capacity_ : first_;
    while (capacity < size) capacity *= 2;
    auto *bytes = static_cast<char *>(std::malloc(capacity));
    if (!bytes) return false;
    const std::size_t first = std::min(size_, capacity_ - head_);
    if (size_) {
        std::memcpy(bytes, bytes_ + head_, first);
        std::memcpy(bytes + first, bytes_, size_ - first);
    }
    std::free(bytes_);
    bytes_ = bytes;
    capacity_ = capacity;
    head_ = 0;
    return true;
}

std::size_t ring_buffer::put(const char *from, std::size_t count) {
    count = std::min(count, room());
    if (size_ + count > capacity_ && !grow(size_ + count)) count = capacity_ - size_;
    if (count == 0) return 0;
    std::size_t tail = head_ + size_;
    if (tail >= capacity_) tail -= capacity_;
    const std::size_t first = std::min(count, capacity_ - tail);
    std::memcpy(bytes_ + tail, from, first);
    if (first != count) std::memcpy(bytes_, from + first, count - first);
    size_ += count;
    return count;
}

std::size_t ring_buffer::take(char *to, std::size_t count) {
    count = std::min(count, size_);
    if (count == 0) return 0;
    const std::size_t first = std::min(count, capacity_ - head_);
    std::memcpy(to, bytes_ + head_, first);
    if (first != count) std::memcpy(to + first, bytes_, count - first);
    head_ += count;
    if (head_ >= capacity_) head_ -= capacity_;
    size_ -= count;
    return count;
}

std::size_t ring_buffer::peek(std::size_t skipped, char *to, std::size_t count) const {
    if (skipped >= size_) return 0;
    count = std::min(count, size_ - skipped);
    std::size_t from = head_ + skipped;
    if (from >= capacity_) from -= capacity_;
    const std::size_t first = std::min(count, capacity_ - from);
    std::memcpy(to, bytes_ + from, first);
    std::memcpy(to + first, bytes_, count - first);
    return count;
}

void ring_buffer::untake(std::size_t count) {
    head_ = head_ >= count ? head_ - count : head_ + capacity_ - count;
    size_ += count;
}

bool ring_buffer::set_limit(std::size_t limit) {
    if (limit < size_) return false;
    limit_ = limit;
    return true;
}

}  // namespace vfs
