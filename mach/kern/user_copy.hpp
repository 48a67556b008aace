/// \file
/// Copies between kernel and the current task's user memory. An aligned word of four or eight bytes
/// is read and written at once. No lock may be held. A fault that can be resolved at once (zero
/// fill, copy on write, resident page) is; one that has to wait for a pager gives KERN_PAGE_WAIT,
/// with the address and access in current_thread().page_wait: the caller undoes what it did and
/// returns trap_outcome::from(error), and the trap is restarted when the page is there. Anything
/// else is KERN_INVALID_ADDRESS.
#pragma once

#include <cstddef>
#include <cstdint>

#include <kern/result.hpp>

using user_address = uint64_t;

[[nodiscard]] result<> copy_in(void *to, user_address from, std::size_t size);
/// As copy_in, for one word.
[[nodiscard]] result<> copy_in_word(uint32_t &to, user_address from);
[[nodiscard]] result<> copy_out(user_address to, const void *from, std::size_t size);

/// A typed user pointer.
template <class T>
class user_ptr {
public:
    explicit user_ptr(user_address address) : address_(address) {}
    [[nodiscard]] result<T> read() const {
        T value;
        TRY(copy_in(&value, address_, sizeof value));
        return value;
    }
    [[nodiscard]] result<> write(const T &value) const {
        return copy_out(address_, &value, sizeof value);
    }
    user_address address() const { return address_; }
    explicit operator bool() const { return address_ != 0; }

private:
    user_address address_;
};
