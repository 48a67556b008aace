/// \file
/// What a disk is asked to keep without power, one request at a time, and the port for the answer.
#pragma once

#include <lib/port_object.hpp>

namespace port {

class block_disk;

class disk_flush final : public server::port_object {
public:
    explicit disk_flush(block_disk &disk);
    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    /// Has the loop call block_disk::go_on.
    void remind();

    uint64_t wanted = 0;  ///< marks: everything before is to be kept,
    uint64_t asked = 0;   ///< the driver has been asked for it,
    uint64_t done = 0;    ///< and has answered
    bool busy = false;    ///< the driver has not answered

private:
    block_disk &disk_;
    bool reminded_ = false;
};

}  // namespace port
