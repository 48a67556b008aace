/// \file
/// What has been changed goes to the disks a few seconds later. One alarm of the kernel's clock at
/// a time, and none while nothing is changed.
#pragma once

#include <lib/port_object.hpp>
#include <mach/interface/clock.hpp>

namespace port {

class write_back final : public server::port_object {
public:
    explicit write_back(server::loop &loop);

    /// Something has been changed.
    void ask();
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void serve(mach::interface::clock_alarm_reply,
               mach::rpc::call<mach::interface::clock_alarm_reply> call);

private:
    void begin(mach_timespec_t delay);

    static constexpr int64_t delay_s = 5;
    static constexpr int pause_ns = 50'000'000;  ///< while a disk has enough to do
    mach_port_t clock_ = MACH_PORT_NULL;
    bool asked_ = false;
};

}  // namespace port
