/// \file
/// A growing array of plain values that reports exhaustion instead of ending the server: what a
/// client can make grow is kept in these.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <utility>

namespace vfs {

template <class T>
class array {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    array() = default;
    array(const array &) = delete;
    array &operator=(const array &) = delete;
    ~array() { std::free(items_); }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    T *data() { return items_; }
    T &operator[](std::size_t i) { return items_[i]; }
    const T &operator[](std::size_t i) const { return items_[i]; }
    T *begin() { return items_; }
    T *end() { return items_ + size_; }
    const T *begin() const { return items_; }
    const T *end() const { return items_ + size_; }
    T &back() { return items_[size_ - 1]; }

    /// \return false when memory is exhausted; the array is then unchanged.
    [[nodiscard]] bool push(const T &item) {
        if (size_ == capacity_ && !reserve(capacity_ ? capacity_ * 2 : 8)) return false;
        items_[size_++] = item;
        return true;
    }
    [[nodiscard]] bool insert(std::size_t at, const T &item) {
        if (!push(item)) return false;
        std::memmove(items_ + at + 1, items_ + at, (size_ - 1 - at) * sizeof(T));
        items_[at] = item;
        return true;
    }
    void erase(std::size_t at) {
        --size_;
        std::memmove(items_ + at, items_ + at + 1, (size_ - at) * sizeof(T));
    }
    /// Grows with zeroed items, or shrinks.
    [[nodiscard]] bool resize(std::size_t size) {
        if (size > capacity_ && !reserve(size)) return false;
        if (size > size_)
            std::memset(static_cast<void *>(items_ + size_), 0, (size - size_) * sizeof(T));
        size_ = size;
        return true;
    }
    [[nodiscard]] bool reserve(std::size_t capacity) {
        if (capacity <= capacity_) return true;
        void *items = std::realloc(static_cast<void *>(items_), capacity * sizeof(T));
        if (!items) return false;
        items_ = static_cast<T *>(items);
        capacity_ = capacity;
        return true;
    }
    void clear() { size_ = 0; }
    void swap(array &other) {
        std::swap(items_, other.items_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
    }
    /// Gives the memory back as well.
    void reset() {
        std::free(items_);
        items_ = nullptr;
        size_ = capacity_ = 0;
    }

private:
    T *items_ = nullptr;
    std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace vfs
