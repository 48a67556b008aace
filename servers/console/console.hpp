/// \file
/// The console: the terminal on the machine's serial port, and the named port at which the file
/// server opens it.
#pragma once

#include <memory>

#include <lib/port_object.hpp>
#include <protocol/device.hpp>

#include "terminal.hpp"
#include "uart.hpp"

class console final : public server::port_object, terminal_device {
public:
    /// \param device the UART, its receive interrupt arriving at this object's port() once `start`
    /// has been called.
    console(server::loop &loop, std::unique_ptr<uart> device, mach_port_t device_master,
            unsigned line);

    /// Asks the kernel for the interrupt.
    [[nodiscard]] kern_return_t start();

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    kern_return_t serve(protocol::device_open, mach::rpc::call<protocol::device_open> call);
    void serve(protocol::device_session_ended,
               mach::rpc::call<protocol::device_session_ended> call);

private:
    void output_ready(byte_queue &output) override;
    void interrupt();

    server::loop &loop_;
    std::unique_ptr<uart> uart_;
    mach_port_t device_master_;
    unsigned line_;
    terminal terminal_;
};
