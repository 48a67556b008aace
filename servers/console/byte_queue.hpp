/// \file
/// A bounded queue of bytes, each with a mark bit (a line's end that is not itself a newline: end
/// of file, EOL).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

class byte_queue {
public:
    struct item {
        uint8_t byte;
        bool end;  ///< a line ends with this item
        bool eof;  ///< the item is an end-of-file mark, no byte
    };
    explicit byte_queue(std::size_t capacity) : capacity_(capacity) {}

    bool push(item i) {
        if (full()) return false;
        items_.push_back(i);
        return true;
    }
    bool push(uint8_t byte) { return push({byte, false, false}); }
    item pop() {
        const item i = items_.front();
        items_.pop_front();
        return i;
    }
    item pop_back() {
        const item i = items_.back();
        items_.pop_back();
        return i;
    }
    const item &front() const { return items_.front(); }
    const item &back() const { return items_.back(); }
    const item &operator[](std::size_t i) const { return items_[i]; }
    std::size_t size() const { return items_.size(); }
    std::size_t room() const { return capacity_ - items_.size(); }
    bool empty() const { return items_.empty(); }
    bool full() const { return items_.size() >= capacity_; }
    void clear() { items_.clear(); }

private:
    std::size_t capacity_;
    std::deque<item> items_;
};
