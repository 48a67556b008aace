/// \file
/// One supervised server: its task, and the bootstrap port by which it (and nobody else) speaks to
/// the name service.
#pragma once

#include <lib/port_object.hpp>
#include <protocol/name.hpp>

#include "description.hpp"

class supervisor;

class service final : public server::port_object {
public:
    service(supervisor &owner, service_description description);

    /// Loads and starts the program; a message goes to the log when it cannot be.
    void start();
    const service_description &description() const { return description_; }

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    kern_return_t serve(protocol::name_register, mach::rpc::call<protocol::name_register> call);
    kern_return_t serve(protocol::name_lookup, mach::rpc::call<protocol::name_lookup> call);
    kern_return_t serve(protocol::name_granted, mach::rpc::call<protocol::name_granted> call);

private:
    void died();

    supervisor &supervisor_;
    service_description description_;
    mach_port_t task_ = MACH_PORT_NULL;
    unsigned deaths_ = 0;
};
