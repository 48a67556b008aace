// The fields that words expand to.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

// A NULL-terminated vector of strings in scratch.
class field_list {
public:
    void add(char *field) {
        if (count_ + 1 >= capacity_) grow();
        items_[count_++] = field;
        items_[count_] = nullptr;
    }
    char **items() {
        if (!items_) grow();
        return items_;
    }
    int count() const { return static_cast<int>(count_); }

private:
    void grow() {
        capacity_ = capacity_ ? capacity_ * 2 : 16;
        char **bigger = static_cast<char **>(scratch.allocate(capacity_ * sizeof(char *)));
        if (count_) memcpy(bigger, items_, count_ * sizeof(char *));
        bigger[count_] = nullptr;
        items_ = bigger;
    }

    char **items_ = nullptr;
    size_t count_ = 0, capacity_ = 0;
};

}  // namespace msh
