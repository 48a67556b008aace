/// \file
/// SIGIO of an open file: tells its owner of what has changed, as one of those who wait for it.
#pragma once

#include <lib/change_teller.hpp>
#include <vfs/description.hpp>
#include <vfs/wait_queue.hpp>

namespace port {

class change_watch final : private vfs::waiter {
public:
    /// Of `file`, while it is open.
    explicit change_watch(vfs::description &file) : file_(file) {}

    kern_return_t serve(const protocol::io_owner_request &request, protocol::io_owner_reply &reply);
    /// O_ASYNC or 0.
    uint32_t flag() const { return teller_.flag(); }
    /// The file is closed.
    void end();

private:
    state retry() override;

    vfs::description &file_;
    server::change_teller teller_;
    uint64_t told_ = 0;  ///< io_object::changes() that the owner knows of
};

}  // namespace port
