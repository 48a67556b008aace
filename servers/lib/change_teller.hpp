/// \file
/// What an open file description keeps for SIGIO (fcntl(2), F_SETOWN and O_ASYNC): whom it tells of
/// changes, and whether.
#pragma once

#include <cstdint>

#include <mach/mach.h>
#include <protocol/io.hpp>

namespace server {

class change_teller {
public:
    change_teller() = default;
    change_teller(const change_teller &) = delete;
    change_teller &operator=(const change_teller &) = delete;
    ~change_teller() { clear(); }

    /// Serves io_owner; the request's right is taken. \param able whether changes can be told at
    /// all. unix_error(EINVAL) for telling when they cannot.
    kern_return_t serve(const protocol::io_owner_request &request, protocol::io_owner_reply &reply,
                        bool able);
    /// O_ASYNC, in Linux's generic value, as long as changes are told; else 0.
    uint32_t flag() const { return on_ ? protocol::io_flag_async : 0; }
    bool on() const { return on_; }
    /// Does not wait: what cannot be told is lost. \param reason POLL_IN, ... as in si_code
    void tell(uint32_t reason) const;
    /// As when it was made.
    void clear();

private:
    mach_port_t owner_ = MACH_PORT_NULL;
    bool on_ = false;
};

}  // namespace server
