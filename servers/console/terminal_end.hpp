/// \file
/// What an open description speaks to: a terminal, or the master of a pseudo-terminal.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <protocol/io.hpp>

#include "client_identity.hpp"

class terminal_end {
public:
    /// What stat says of it.
    struct appearance {
        uint64_t device_number;
        uint32_t permissions, uid;
    };

    virtual ~terminal_end() = default;
    virtual appearance look() const = 0;

    /// One read of at most `count` bytes. \return KERN_SUCCESS with `data` filled, MIG_NO_REPLY
    /// when the request was kept, or an error.
    virtual kern_return_t read(const client_identity &who, const mach_msg_header_t &request,
                               uint32_t count, uint32_t cookie, bool nonblocking,
                               std::vector<char> &data) = 0;
    /// One write. \return KERN_SUCCESS with `count` set, MIG_NO_REPLY when the request was kept, or
    /// an error.
    virtual kern_return_t write(const client_identity &who, const mach_msg_header_t &request,
                                std::span<const char> data, uint32_t cookie, bool nonblocking,
                                uint32_t &count) = 0;
    virtual kern_return_t control(const client_identity &who,
                                  mach::rpc::call<protocol::io_control> &call) = 0;
    /// What is ready of `events`, and POLLERR and POLLHUP; when nothing is and `notify` is a right,
    /// it is kept and gets io_ready later.
    virtual uint32_t poll(uint32_t events, mach_port_t notify, uint32_t cookie) = 0;
    /// Ends the pending request of `pid` with that cookie.
    virtual void interrupt(uint32_t pid, uint32_t cookie) = 0;

    /// A description of it has been made, or has gone; the last one may take the object along.
    virtual void description_opened() {}
    virtual void description_closed() {}
};
