/// \file
/// A sync that waits for disks, one after the other, while others are served.
#pragma once

#include <vector>

#include <lib/pending.hpp>
#include <protocol/io.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/vnode.hpp>

namespace port {

/// Answers the request and deletes itself when all has been written.
class pending_sync final : public vfs::waiter {
public:
    explicit pending_sync(const mach_msg_header_t &request) : reply_(request) {}
    /// Before the first retry().
    void add(vfs::filesystem &fs) { targets_.push_back({fs.root(), {}}); }
    state retry() override;

private:
    struct target {
        vfs::ref<vfs::vnode> root;  ///< so that it stays mounted
        vfs::filesystem::sync_state state;
    };
    server::pending<protocol::io_sync> reply_;
    std::vector<target> targets_;
    std::size_t at_ = 0;       ///< which is worked on
    std::size_t queued_ = -1;  ///< in whose queue this is
    int error_ = 0;
};

}  // namespace port
