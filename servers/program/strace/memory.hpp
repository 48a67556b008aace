/// \file
/// The traced process's memory.
#pragma once

#include <optional>
#include <string>

#include <mach/mach.h>

namespace strace {

class memory {
public:
    explicit memory(task_t task) : task_(task) {}

    /// The bytes at `address` as far as they are there.
    std::string bytes(uint64_t address, uint64_t size) const;
    /// A string up to its end or `most` characters; none when its first byte cannot be read.
    /// \param whole becomes whether the end was found
    std::optional<std::string> text(uint64_t address, uint64_t most, bool &whole) const;
    template <class T>
    std::optional<T> value(uint64_t address) const {
        T out;
        if (!read(address, &out, sizeof out)) return {};
        return out;
    }

private:
    bool read(uint64_t address, void *to, uint64_t size) const;
    task_t task_;
};

}  // namespace strace
