/// \file
/// The kernel's records of messages, read while a command runs.
#pragma once

#include <vector>

#include <ipctrace/exchange.hpp>
#include <mach/mach.h>

namespace ipctrace {

/// Records from its making to its end. There is one in the system at a time.
class recorder {
public:
    /// Check `started` afterwards: KERN_FAILURE, somebody else records.
    explicit recorder(mach_port_t host_priv);
    ~recorder();
    recorder(const recorder &) = delete;
    recorder &operator=(const recorder &) = delete;

    kern_return_t started() const { return started_; }
    /// Takes what has been recorded since the last call. \return whether there was much of it, so
    /// that it should be called again at once.
    bool read();
    const std::vector<record> &records() const { return records_; }
    uint64_t lost() const { return lost_; }

private:
    const mach_port_t host_;
    const uint32_t own_task_;
    kern_return_t started_;
    std::vector<record> records_;
    uint64_t lost_ = 0;
};

}  // namespace ipctrace
