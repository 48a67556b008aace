// Text that grows.
#pragma once

#include "msh/arena.hpp"

#include <stdlib.h>

namespace msh {

class buffer {
public:
    buffer() = default;
    ~buffer() { free(data_); }
    buffer(const buffer &) = delete;
    buffer &operator=(const buffer &) = delete;

    void add(char c) {
        if (size_ == capacity_) grow(1);
        data_[size_++] = c;
    }
    void add(std::string_view text) {
        if (text.empty()) return;
        if (capacity_ - size_ < text.size()) grow(text.size());
        memcpy(data_ + size_, text.data(), text.size());
        size_ += text.size();
    }
    void add_number(long long value);
    void add_utf8(unsigned long code_point);
    // Room for `more` bytes behind the end, where the caller may write before extend().
    char *reserve(size_t more) {
        if (capacity_ - size_ < more) grow(more);
        return data_ + size_;
    }
    void extend(size_t more) { size_ += more; }
    void insert(size_t at, std::string_view text);
    void erase(size_t at, size_t count);
    void resize(size_t size) { size_ = size; }
    void clear() { size_ = 0; }
    bool empty() const { return size_ == 0; }
    size_t size() const { return size_; }
    char *data() { return data_; }
    // NOLINTBEGIN(clang-analyzer-*): of a buffer that is not empty
    char &operator[](size_t at) { return data_[at]; }
    char last() const { return data_[size_ - 1]; }
    // NOLINTEND(clang-analyzer-*)
    // The text with a NUL behind it, which does not count.
    char *text() {
        reserve(1)[0] = 0;
        return data_;
    }
    std::string_view view() const { return {data_, size_}; }

private:
    void grow(size_t more) {
        capacity_ = (capacity_ + more) * 2 + 32;
        data_ = static_cast<char *>(need_memory(data_, capacity_));
    }

    char *data_ = nullptr;
    size_t size_ = 0;
    size_t capacity_ = 0;
};

// Writes a number's decimal digits before `end` and returns where they begin.
char *digits_before(char *end, long long value);

}  // namespace msh
