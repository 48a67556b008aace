/// \file
/// Ends the reads whose time limit (VTIME) is over.
#pragma once

#include <lib/port_object.hpp>
#include <mach/interface/clock.hpp>
#include <mach/mach.h>

class read_clock final : public server::port_object {
public:
    /// Those whose reads may have limits.
    class client {
    public:
        /// Ends what was due at `now_ns`.
        virtual void expire_reads(uint64_t now_ns) = 0;

    protected:
        ~client() = default;
    };

    read_clock(server::loop &loop, client &of);

    /// The client is to be called at `deadline_ns` (of monotonic_ns), or earlier.
    void ask(uint64_t deadline_ns);

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void serve(mach::interface::clock_alarm_reply,
               mach::rpc::call<mach::interface::clock_alarm_reply> call);

private:
    static constexpr uint64_t never = ~uint64_t{0};
    client &client_;
    mach_port_t clock_ = MACH_PORT_NULL;
    uint64_t asked_ns_ = never;
};
