/// \file
/// An open /dev/rtc0.
#pragma once

#include <lib/port_object.hpp>
#include <protocol/io.hpp>

#include "battery_clock.hpp"

class device_file final : public server::port_object {
public:
    /// \param clock null: there is none
    device_file(server::loop &loop, battery_clock *clock, uint64_t device, uint64_t inode,
                uint32_t flags)
        : port_object(loop), clock_(clock), device_(device), inode_(inode), flags_(flags) {}

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void no_senders() override { delete this; }

    kern_return_t serve(protocol::io_control, mach::rpc::call<protocol::io_control>);
    kern_return_t serve(protocol::io_stat, mach::rpc::call<protocol::io_stat>);
    kern_return_t serve(protocol::io_flags, mach::rpc::call<protocol::io_flags>);

private:
    battery_clock *const clock_;
    const uint64_t device_, inode_;
    uint32_t flags_;
};
