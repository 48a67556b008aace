/// \file
/// A counter that can be waited for (eventfd(2)).
#pragma once

#include <vfs/vnode.hpp>

namespace vfs {

class event_counter final : public io_object {
public:
    event_counter(uint64_t value, bool semaphore) : value_(value), semaphore_(semaphore) {}

    outcome<std::size_t> read(description &by, uint64_t offset, char *to,
                              std::size_t count) override;
    outcome<std::size_t> write(description &by, uint64_t offset, const char *from,
                               std::size_t count) override;
    void unread(std::size_t count) override;
    uint32_t ready(description &by) override;
    wait_queue *waiters() override { return &waiters_; }
    bool seekable() const override { return false; }

private:
    static constexpr uint64_t most = ~uint64_t{0} - 1;
    uint64_t value_, taken_ = 0;
    bool semaphore_;
    wait_queue waiters_;
};

}  // namespace vfs
