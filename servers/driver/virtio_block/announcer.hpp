/// \file
/// Has the file server show in /dev what there is, one node after the other. The driver must not
/// wait for it: the file server may itself be waiting for the disk that its root is on.
#pragma once

#include "block_service.hpp"

class announcer final : public server::port_object {
public:
    announcer(server::loop &loop, const block_service &of) : port_object(loop), service_(of) {}

    /// Asks where the file server is; the rest comes with the answer.
    void begin();
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;

private:
    /// The next node; after the last one the right to the file server goes.
    void tell();

    const block_service &service_;
    mach_port_t file_ = MACH_PORT_NULL;
    std::size_t told_ = 0;
    uint32_t disks_ = 0;
};
