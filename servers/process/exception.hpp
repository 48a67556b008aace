/// \file
/// The exception port of all POSIX tasks: hardware exceptions become signals, and faults of the
/// library on the application's memory an error of the system call.
#pragma once

#include <lib/port_object.hpp>
#include <mach/interface/exception.hpp>
#include <process.hpp>

namespace process_server {

class world;

class exception_port final : public server::port_object {
public:
    exception_port(server::loop &loop, world &w) : port_object(loop), world_(w) {}
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    kern_return_t serve(mach::interface::mach_exception_raise,
                        mach::rpc::call<mach::interface::mach_exception_raise>);

private:
    /// \return whether the thread goes on.
    bool handle(process &p, thread_record &thread, int exception, int64_t code, int64_t subcode);
    world &world_;
};

/// The signal that an exception becomes. Code and subcode go along as they are, for the library
/// knows the architecture.
protocol::signal_info signal_of(int exception, int64_t code, int64_t subcode);

}  // namespace process_server
