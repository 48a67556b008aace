/// \file
/// The port "block": all disks and partitions by name.
#pragma once

#include <memory>
#include <vector>

#include "partition.hpp"

class block_service final : public server::port_object {
public:
    explicit block_service(server::loop &loop) : port_object(loop), loop_(loop) {}

    /// Names a disk vda, vdb, ... and its partitions vda1, ...
    void add(std::unique_ptr<disk> d);
    const std::vector<std::unique_ptr<partition>> &all() const { return partitions_; }

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::block_interface>(*this, in, out);
    }
    kern_return_t serve(protocol::block_open, const mach::rpc::call<protocol::block_open> &c);

private:
    server::loop &loop_;
    std::vector<std::unique_ptr<disk>> disks_;
    std::vector<std::unique_ptr<partition>> partitions_;
};
