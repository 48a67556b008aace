/// \file
/// The console: the terminal on the machine's serial port, and the named port at which the file
/// server opens this and pseudo-terminals.
#pragma once

#include <memory>

#include <lib/port_object.hpp>
#include <protocol/device.hpp>

#include "pseudo_terminals.hpp"
#include "terminal.hpp"
#include "uart.hpp"

class console final : public server::port_object, terminal_device, read_clock::client {
public:
    /// \param device the UART, its receive interrupt arriving at this object's port() once `start`
    /// has been called.
    console(server::loop &loop, std::unique_ptr<uart> device, mach_port_t device_master,
            unsigned line);

    /// Asks the kernel for the interrupt.
    [[nodiscard]] kern_return_t start();

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    kern_return_t serve(protocol::device_open, mach::rpc::call<protocol::device_open> call);
    kern_return_t serve(protocol::device_terminals,
                        mach::rpc::call<protocol::device_terminals> call);
    void serve(protocol::device_session_ended,
               mach::rpc::call<protocol::device_session_ended> call);

private:
    void output_ready(byte_queue &output) override;
    void expire_reads(uint64_t now_ns) override;
    /// The terminal that controls a session, or null.
    terminal *controlling(uint32_t session);
    /// What a minor number of device_open stands for, opened by `who`; an error in `failed`.
    terminal_end *find(uint32_t minor, uint32_t flags, const client_identity &who,
                       kern_return_t &failed);
    void interrupt();

    server::loop &loop_;
    std::unique_ptr<uart> uart_;
    mach_port_t device_master_;
    unsigned line_;
    read_clock clock_;
    pseudo_terminals pseudo_terminals_;
    terminal terminal_;
};
