/// \file
/// A server that sends every message back, in a task of its own or in a thread of this one.
#pragma once

#include <cstddef>
#include <cstdint>

#include <mach/mach.h>

/// Room for 4 KB of data, or for one port right, or for memory out of line.
struct echo_message {
    mach_msg_header_t header;
    union {
        char data[4096];
        struct {
            mach_msg_body_t body;
            mach_msg_port_descriptor_t right;
        } complex;
        struct {
            mach_msg_body_t body;
            mach_msg_ool_descriptor_t memory;
        } out_of_line;
    };
    mach_msg_max_trailer_t trailer;
};

class echo_server {
public:
    enum class place : uint8_t { task, thread };
    /// \param with_set receives on a port set that has the port as a member.
    echo_server(place where, bool with_set);
    ~echo_server();

    /// One round trip of `size` bytes of data.
    void call(mach_msg_size_t size);
    /// One round trip that carries a send right there (and nothing back).
    void call_with_right(mach_port_t right);
    /// One round trip that carries a copy of memory there, which nobody touches.
    void call_with_memory(mach_vm_address_t address, mach_msg_size_t size);

private:
    mach_port_t port_ = MACH_PORT_NULL, source_ = MACH_PORT_NULL, reply_ = MACH_PORT_NULL;
    task_t task_ = MACH_PORT_NULL;
    thread_t thread_ = MACH_PORT_NULL;
    uint64_t stack_ = 0;
    echo_message message_;
};
