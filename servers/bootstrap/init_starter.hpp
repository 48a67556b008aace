/// \file
/// Asks the process server for the first POSIX process, once what that one needs is there.
/// bootstrap must not wait for the answer: starting a process needs its name service.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <lib/port_object.hpp>

class supervisor;

class init_starter final : public server::port_object {
public:
    /// \param path of the program, empty: there is to be none. \param needs names to wait for; the
    /// process server's is always one of them.
    init_starter(supervisor &owner, std::string path, std::vector<std::string> needs);
    /// A name has been registered.
    void named(std::string_view name);
    /// The service of these names has died: a machine whose console has no driver starts without.
    void do_without(const std::vector<std::string> &names);
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;

private:
    void start_when_ready();

    supervisor &supervisor_;
    std::string path_;
    std::vector<std::string> awaited_;  ///< names that nobody has registered yet
    bool asked_ = false;
};
