/// \file
/// Of processes that have locks, or wait for one: the process server tells of their end, however it
/// came.
#pragma once

#include <unordered_set>

#include <lib/port_object.hpp>
#include <mach/server.hpp>
#include <protocol/io.hpp>

namespace port {

class process_end final : public server::port_object {
public:
    /// When the process has ended, what it waits for is forgotten, and its record locks go.
    /// Processes that are none (pid 0) are not watched.
    static void watch(uint32_t pid);

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void serve(protocol::io_ready, const mach::rpc::call<protocol::io_ready> &c);

private:
    explicit process_end(server::loop &loop) : port_object(loop) {}

    std::unordered_set<uint32_t> watched_;
};

}  // namespace port
