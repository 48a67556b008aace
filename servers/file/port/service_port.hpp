/// \file
/// The named port "file".
#pragma once

#include <vector>

#include <fs/mqueue/filesystem.hpp>
#include <lib/pending.hpp>
#include <lib/port_object.hpp>
#include <mach/server.hpp>
#include <protocol/event.hpp>
#include <protocol/file.hpp>
#include <protocol/message_queue.hpp>
#include <vfs/pipe.hpp>

namespace port {

class service_port final : public server::port_object {
public:
    /// \param memory gives files without a name.
    service_port(server::loop &loop, vfs::pipe_filesystem &pipes, vfs::filesystem &memory,
                 mqueue::filesystem &queues)
        : port_object(loop), pipes_(pipes), memory_(memory), queues_(queues) {}

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        const auto served = mach::rpc::demux<protocol::file_service_interface>(*this, in, out);
        if (served != mach::rpc::disposition::unknown) return served;
        const auto made = mach::rpc::demux<protocol::event_service_interface>(*this, in, out);
        if (made != mach::rpc::disposition::unknown) return made;
        return mach::rpc::demux<protocol::mqueue_service_interface>(*this, in, out);
    }

    kern_return_t serve(protocol::pipe_create, const mach::rpc::call<protocol::pipe_create> &c);
    kern_return_t serve(protocol::file_root, const mach::rpc::call<protocol::file_root> &c);
    kern_return_t serve(protocol::memory_file_create,
                        const mach::rpc::call<protocol::memory_file_create> &c);
    void serve(protocol::file_network, const mach::rpc::call<protocol::file_network> &c);
    kern_return_t serve(protocol::file_find_network,
                        const mach::rpc::call<protocol::file_find_network> &c);
    kern_return_t serve(protocol::event_create, const mach::rpc::call<protocol::event_create> &c);
    kern_return_t serve(protocol::mqueue_open, const mach::rpc::call<protocol::mqueue_open> &c);
    kern_return_t serve(protocol::mqueue_unlink, const mach::rpc::call<protocol::mqueue_unlink> &c);
    kern_return_t serve(protocol::file_shut_down,
                        const mach::rpc::call<protocol::file_shut_down> &c);
    kern_return_t serve(protocol::file_device, const mach::rpc::call<protocol::file_device> &c);

private:
    vfs::pipe_filesystem &pipes_;
    mach_port_t network_ = MACH_PORT_NULL;
    std::vector<server::pending<protocol::file_find_network>> network_wanted_;
    vfs::filesystem &memory_;
    mqueue::filesystem &queues_;
};

}  // namespace port
