/// \file
/// The port that a living process's library asks at. Only that process has a right to it, so when there are no senders its task is gone.
#pragma once

#include <lib/port_object.hpp>

namespace process_server {

class process;

class process_port final : public server::port_object {
public:
    process_port(server::loop &loop, process &owner) : port_object(loop), owner_(owner) {}
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    /// Ends the process, if it has not ended otherwise: somebody has killed its task.
    void no_senders() override;
    /// Gives `task` the right under `name` and asks to be told when it is gone. \return whether that worked.
    bool hand_to(task_t task, mach_port_name_t name);

private:
    process &owner_;
};

}  // namespace process_server
