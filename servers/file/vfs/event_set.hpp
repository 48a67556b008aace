/// \file
/// A set of descriptors that are waited for together (epoll(7)): which of them may be ready.
#pragma once

#include <vector>

#include <protocol/event.hpp>
#include <vfs/set_nesting.hpp>
#include <vfs/vnode.hpp>

namespace vfs {

class event_set final : public io_object {
public:
    /// Operation as of epoll_ctl. EEXIST, ENOENT, EINVAL.
    outcome<> change(const protocol::event_change_request &r);
    /// Adds an entry that is a set itself. ELOOP when that makes a ring, or more levels than there
    /// may be; EEXIST.
    outcome<> add_set(const protocol::event_change_request &r, event_set &inner);
    /// Hands out entries that may be ready, in the order they became so; they are watched then.
    /// \return how many.
    std::size_t take(protocol::event_entry *to, std::size_t room);
    /// The entry with this cookie may be ready.
    void note(uint32_t cookie);
    /// It was, and is to be looked at again, unless it was wanted once only.
    void again(uint32_t cookie);

    uint32_t ready(description &by) override;
    wait_queue *waiters() override { return &waiters_; }
    bool seekable() const override { return false; }

private:
    enum class state : uint8_t { watched, candidate, off };
    struct entry {
        protocol::event_entry what;
        state now;
        uint64_t inner = 0;  ///< the id of the set that it is
    };
    entry *by_key(uint32_t key);
    entry *by_cookie(uint32_t cookie);
    void nominate(entry &e);

    std::vector<entry> entries_;
    std::vector<uint32_t> candidates_;  ///< cookies, first come first
    wait_queue waiters_;
    set_nesting nesting_;
};

}  // namespace vfs
