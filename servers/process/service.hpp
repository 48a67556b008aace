/// \file
/// The named port "process": for console, file server and bootstrap.
#pragma once

#include <lib/port_object.hpp>
#include <protocol/process.hpp>
#include <protocol/process_service.hpp>
#include <protocol/sysv.hpp>

namespace process_server {

class world;

class service final : public server::port_object {
public:
    service(server::loop &loop, world &w, mach_port_t exception_port)
        : port_object(loop), world_(w), exception_port_(exception_port) {}
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;

    void serve(protocol::process_signal_group, mach::rpc::call<protocol::process_signal_group>);
    kern_return_t serve(protocol::process_list, mach::rpc::call<protocol::process_list>);
    kern_return_t serve(protocol::process_query, mach::rpc::call<protocol::process_query>);
    kern_return_t serve(protocol::process_text, mach::rpc::call<protocol::process_text>);
    kern_return_t serve(protocol::process_unimplemented,
                        mach::rpc::call<protocol::process_unimplemented>);
    kern_return_t serve(protocol::process_start_init,
                        mach::rpc::call<protocol::process_start_init>);
    kern_return_t serve(protocol::process_group_session,
                        mach::rpc::call<protocol::process_group_session>);
    void serve(protocol::process_watch, mach::rpc::call<protocol::process_watch>);

    kern_return_t serve(protocol::process_memory, mach::rpc::call<protocol::process_memory>);
    kern_return_t serve(protocol::process_file, mach::rpc::call<protocol::process_file>);

    kern_return_t serve(protocol::ipc_text, mach::rpc::call<protocol::ipc_text>);
    kern_return_t serve(protocol::process_names, mach::rpc::call<protocol::process_names>);
    kern_return_t serve(protocol::process_group_list,
                        mach::rpc::call<protocol::process_group_list> call);

private:
    world &world_;
    mach_port_t exception_port_;
};

}  // namespace process_server
