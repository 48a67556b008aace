/// \file
/// A port that stands for a process, for whoever has a right to it (pidfd_open(2)): its end can be
/// waited for by poll, and signals sent through it never reach another process with the same id.
#pragma once

#include <list>

#include <lib/port_object.hpp>
#include <mach/server.hpp>
#include <protocol/io.hpp>
#include <protocol/process.hpp>
#include <protocol/pid_file.hpp>
#include <share_of_total.hpp>

namespace process_server {

class process;
class world;

class pid_file final : public server::port_object {
public:
    using share = share_of_total<pid_file, 16 * 1024>;

    /// Of nobody, until bind(). port() is null when the kernel has no more.
    pid_file(server::loop &loop, world &w, int32_t opener, uint32_t flags)
        : port_object(loop), world_(w), opener_(opener), flags_(flags) {}
    ~pid_file() override;

    void bind(process &to);
    int32_t opener() const { return opener_; }
    /// The process is a zombie now.
    void tell_end();
    /// It has been waited for.
    void forget() { process_ = nullptr; }

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void no_senders() override { delete this; }

    kern_return_t serve(protocol::pid_file_pid, mach::rpc::call<protocol::pid_file_pid> call);
    kern_return_t serve(protocol::pid_file_signal, mach::rpc::call<protocol::pid_file_signal> call);
    kern_return_t serve(protocol::pid_file_right, mach::rpc::call<protocol::pid_file_right> call);
    kern_return_t serve(protocol::io_poll, mach::rpc::call<protocol::io_poll> call);
    kern_return_t serve(protocol::io_stat, mach::rpc::call<protocol::io_stat> call);
    kern_return_t serve(protocol::io_flags, mach::rpc::call<protocol::io_flags> call);

private:
    /// Who is to be told of the end.
    struct watcher {
        mach_port_t notify;
        uint32_t pid, cookie, events;
        share_of_total<watcher, 32 * 1024> share = {};
    };
    bool ended() const;

    share share_;
    world &world_;
    const int32_t opener_;  ///< the process with that id
    process *process_ = nullptr;
    bool bound_ = false;
    uint32_t flags_;  ///< O_NONBLOCK
    std::list<watcher> watchers_;
};

}  // namespace process_server
