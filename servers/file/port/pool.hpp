/// \file
/// Memory for objects that come and go with every request: kept for the next one instead of given
/// back.
#pragma once

#include <cstddef>
#include <cstdlib>

namespace port {

/// Base of a class `T` that is allocated often. Up to `Kept` free ones stay.
template <class T, std::size_t Kept = 64>
class pooled {
public:
    static void *operator new(std::size_t size, const std::nothrow_t &) noexcept {
        if (free_) {
            block *b = free_;
            free_ = b->next;
            --count_;
            return b;
        }
        return std::malloc(size);
    }
    static void operator delete(void *memory) noexcept {
        if (count_ == Kept) return std::free(memory);
        auto *b = static_cast<block *>(memory);
        b->next = free_;
        free_ = b;
        ++count_;
    }
    static void operator delete(void *memory, const std::nothrow_t &) noexcept {
        operator delete(memory);
    }

private:
    struct block {
        block *next;
    };
    static inline block *free_ = nullptr;
    static inline std::size_t count_ = 0;
};

}  // namespace port
