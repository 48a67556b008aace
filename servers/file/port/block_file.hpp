/// \file
/// A block device that somebody has opened by its node in /dev.
#pragma once

#include <memory>

#include <port/block_disk.hpp>
#include <vfs/io_object.hpp>

namespace port {

/// Reads and writes any bytes; every write is with the device before it is answered.
class block_file final : public vfs::io_object {
public:
    explicit block_file(std::unique_ptr<block_disk> disk) : disk_(std::move(disk)) {}

    vfs::outcome<std::size_t> read(vfs::description &by, uint64_t offset, char *to,
                                   std::size_t count) override;
    vfs::outcome<std::size_t> write(vfs::description &by, uint64_t offset, const char *from,
                                    std::size_t count) override;
    vfs::outcome<int> control(vfs::description &by, uint32_t request, uint64_t argument, char *data,
                              std::size_t &size) override;
    vfs::outcome<> sync() override { return disk_->flush(); }
    std::optional<uint64_t> length() const override { return disk_->size(); }

private:
    std::unique_ptr<block_disk> disk_;
};

}  // namespace port
