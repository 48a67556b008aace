/// \file
/// A message in a POSIX message queue.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <boost/intrusive/set.hpp>

namespace mqueue {

/// Ordered by priority, the highest first; those of one priority stay as they came.
class message : public boost::intrusive::set_base_hook<> {
public:
    /// \return null when memory is exhausted.
    static message *create(uint32_t priority, std::string_view bytes);
    static void destroy(message *m);

    uint32_t priority() const { return priority_; }
    std::string_view bytes() const { return {data_, size_}; }
    bool operator<(const message &other) const { return priority_ > other.priority_; }

private:
    message(uint32_t priority, std::size_t size) : priority_(priority), size_(size) {}
    uint32_t priority_;
    std::size_t size_;
    char data_[];
};

}  // namespace mqueue
