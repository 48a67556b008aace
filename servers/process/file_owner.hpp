/// \file
/// Who gets SIGIO from an open file (fcntl(2), F_SETOWN): a port that the file's server tells of
/// changes, which become signals here.
#pragma once

#include <lib/port_object.hpp>
#include <mach/server.hpp>
#include <protocol/process.hpp>
#include <protocol/file_owner.hpp>
#include <share_of_total.hpp>

namespace process_server {

class process;
struct thread_record;
class world;

class file_owner final : public server::port_object {
public:
    using share = share_of_total<file_owner, 16 * 1024>;

    /// Of nobody. port() is null when the kernel has no more.
    file_owner(server::loop &loop, world &w) : port_object(loop), world_(w) {}

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::file_owner_interface>(*this, in, out);
    }
    void no_senders() override { delete this; }

    kern_return_t serve(protocol::file_owner_set, mach::rpc::call<protocol::file_owner_set> call);
    kern_return_t serve(protocol::file_owner_get, mach::rpc::call<protocol::file_owner_get> call);
    void serve(protocol::io_changed, mach::rpc::call<protocol::io_changed> call);
    void serve(protocol::mqueue_arrived, mach::rpc::call<protocol::mqueue_arrived> call);

private:
    kern_return_t set_who(const process &setter, protocol::owner_kind kind, int32_t id);
    /// The process behind the id, if it is still the same; with its thread, if one is meant.
    process *find(thread_record *&thread) const;
    bool may_signal(const process &target) const;

    share share_;
    world &world_;
    protocol::file_owner_state state_ = {
        .kind = protocol::owner_kind::process, .id = 0, .signal = 0, .descriptor = 0, .value = 0};
    uint64_t since_ns_ = 0;            ///< when the process started
    uint32_t uid_ = ~0u, euid_ = ~0u;  ///< of who said who
};

}  // namespace process_server
