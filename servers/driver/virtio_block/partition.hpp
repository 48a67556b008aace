/// \file
/// A disk, or a part of one, as its users see it.
#pragma once

#include <string>
#include <vector>

#include "disk.hpp"

struct sector_range {
    uint64_t first, count;
    unsigned number;       ///< of the partition
    std::string identity;  ///< of the partition, as Linux's PARTUUID
    std::string type;      ///< likewise, PARTTYPE
};

/// The partitions of a GUID partition table (UEFI 2.9, 5.3). None when there is no valid one.
std::vector<sector_range> read_partitions(disk &of);

class partition final : public server::port_object {
public:
    partition(server::loop &loop, disk &on, std::string name, sector_range range)
        : port_object(loop), disk_(on), name_(std::move(name)), range_(range) {}

    const std::string &name() const { return name_; }
    uint64_t size() const { return range_.count * protocol::block_sector; }
    bool read_only() const { return disk_.read_only(); }
    unsigned number() const { return range_.number; }
    const std::string &identity() const { return range_.identity; }
    const std::string &type() const { return range_.type; }

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::block_device_interface>(*this, in, out);
    }
    template <class Routine>
    using call = const mach::rpc::call<Routine> &;
    kern_return_t serve(protocol::block_read, call<protocol::block_read> c);
    kern_return_t serve(protocol::block_write, call<protocol::block_write> c);
    kern_return_t serve(protocol::block_flush, call<protocol::block_flush> c);

private:
    bool inside(uint64_t offset, uint64_t size) const {
        return offset % protocol::block_sector == 0 && size % protocol::block_sector == 0 &&
               size != 0 && size <= protocol::block_transfer_max && offset <= this->size() &&
               size <= this->size() - offset;
    }
    uint64_t sector(uint64_t offset) const {
        return range_.first + offset / protocol::block_sector;
    }

    disk &disk_;
    std::string name_;
    sector_range range_;
};
