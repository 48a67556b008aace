/// \file
/// Asks the process server for the first POSIX process. bootstrap must not wait for the answer:
/// starting a process needs its name service.
#pragma once

#include <string>

#include <lib/port_object.hpp>

class supervisor;

class init_starter final : public server::port_object {
public:
    /// Waits (as any client of the name service) for "process", then sends it process_start_init.
    init_starter(supervisor &owner, std::string path);
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;

private:
    void ask(mach_port_t process_server);
    std::string path_;
};
