/// \file
/// Being called at a time, by the kernel's clock. Nothing runs while no alarm is set.
#pragma once

#include <cstdint>
#include <vector>

#include <lib/port_object.hpp>
#include <mach/interface/clock.hpp>
#include <mach/server.hpp>

namespace server {

class alarm_clock;

/// Something that is due at a time. Takes itself off the clock when it is destroyed.
class alarm {
public:
    explicit alarm(alarm_clock &clock) : clock_(clock) {}
    alarm(const alarm &) = delete;
    alarm &operator=(const alarm &) = delete;
    virtual ~alarm() { cancel(); }

    /// Rings once at `deadline_ns` (monotonic), instead of when it was to before.
    void set(uint64_t deadline_ns);
    void cancel();

protected:
    /// The time has come. May destroy this alarm.
    virtual void rang() = 0;

private:
    friend class alarm_clock;
    static constexpr uint64_t never = ~uint64_t{0};
    alarm_clock &clock_;
    uint64_t deadline_ns_ = never;
};

class alarm_clock final : public port_object {
public:
    /// \param after called when alarms have rung; may be null.
    explicit alarm_clock(loop &owner, void (*after)() = nullptr);
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void serve(mach::interface::clock_alarm_reply,
               mach::rpc::call<mach::interface::clock_alarm_reply>);

private:
    friend class alarm;
    alarm *earliest() const;
    void ask_clock();

    void (*after_)();
    std::vector<alarm *> set_;
    mach_port_t clock_ = MACH_PORT_NULL;
    uint64_t asked_ns_ = alarm::never;  ///< the kernel's next message
};

}  // namespace server
