/// \file
/// The port that a living process's library asks at, and where the kernel tells that its task is
/// gone.
#pragma once

#include <lib/port_object.hpp>

namespace process_server {

class process;

class process_port final : public server::port_object {
public:
    process_port(server::loop &loop, process &owner) : port_object(loop), owner_(owner) {}
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    /// Gives `task` a right to this port under `name`, and asks to be told when the task has
    /// released all its rights. \return whether that worked.
    bool hand_to(task_t task, mach_port_name_t name);

private:
    process &owner_;
};

}  // namespace process_server
