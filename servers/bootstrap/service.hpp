/// \file
/// One supervised server: its task, and the bootstrap port by which it (and nobody else) speaks to
/// the name service.
#pragma once

#include <list>

#include <lib/pending.hpp>
#include <lib/port_object.hpp>
#include <mach/interface/clock.hpp>
#include <mach/interface/notify.hpp>
#include <protocol/service.hpp>

#include "description.hpp"
#include "kept_rights.hpp"

class supervisor;

class service final : public server::port_object {
public:
    using state = protocol::service_state;
    using answer = server::pending<protocol::service_control>;

    service(supervisor &owner, service_description description);

    /// Loads and starts the program unless it runs; a message goes to the log when it cannot be.
    /// \return whether it runs or is about to.
    bool start();
    /// Has it end and stay so.
    void stop(answer &&asker);
    /// Has it end and begin anew.
    void restart(answer &&asker);
    /// Has it end and be treated as its restart policy says.
    void kill(answer &&asker);
    /// A service that this one follows has died.
    void begin_anew();

    const service_description &description() const { return description_; }
    /// What service_query tells.
    void describe(protocol::service_query_reply &to) const;

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    kern_return_t serve(protocol::name_register, mach::rpc::call<protocol::name_register> call);
    kern_return_t serve(protocol::name_lookup, mach::rpc::call<protocol::name_lookup> call);
    kern_return_t serve(protocol::name_granted, mach::rpc::call<protocol::name_granted> call);
    kern_return_t serve(protocol::name_keep, mach::rpc::call<protocol::name_keep> call);
    kern_return_t serve(protocol::name_let_go, mach::rpc::call<protocol::name_let_go> call);
    void serve(mach::interface::mach_notify_dead_name,
               mach::rpc::call<mach::interface::mach_notify_dead_name> call);
    void serve(mach::interface::clock_alarm_reply,
               mach::rpc::call<mach::interface::clock_alarm_reply> call);

private:
    /// What comes after its end.
    enum class sequel : unsigned char { by_policy, stay, again };

    bool launch();
    bool make_task();
    /// Memory that one task of this service leaves to the next, of zeros at first. It may hold what
    /// a device uses: it is contiguous and never moves.
    mach_port_t kept_memory();
    void end(sequel then);
    void died();
    void died_by_itself();
    void alarm_in(uint64_t ns);

    supervisor &supervisor_;
    service_description description_;
    mach_port_t task_ = MACH_PORT_NULL;
    mach_port_t kept_memory_ = MACH_PORT_NULL;
    kept_rights kept_rights_;
    state state_ = state::stopped;
    sequel sequel_ = sequel::by_policy;
    uint32_t deaths_ = 0, young_deaths_ = 0;
    uint64_t started_ns_ = 0;
    std::list<answer> askers_;  ///< of its end
};
