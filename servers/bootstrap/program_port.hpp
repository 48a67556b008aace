/// \file
/// The bootstrap port of POSIX programs. Other servers find it under the name "bootstrap".
#pragma once

#include <lib/port_object.hpp>
#include <protocol/service.hpp>

class supervisor;

class program_port final : public server::port_object {
public:
    explicit program_port(supervisor &owner);

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    /// Nobody registers here.
    kern_return_t serve(protocol::name_register, mach::rpc::call<protocol::name_register> call);
    /// Of names that a description opens to programs.
    kern_return_t serve(protocol::name_lookup, mach::rpc::call<protocol::name_lookup> call);
    /// host_priv, to root.
    kern_return_t serve(protocol::name_granted, mach::rpc::call<protocol::name_granted> call);
    kern_return_t serve(protocol::service_query, mach::rpc::call<protocol::service_query> call);
    kern_return_t serve(protocol::service_control, mach::rpc::call<protocol::service_control> call);

private:
    supervisor &supervisor_;
};
