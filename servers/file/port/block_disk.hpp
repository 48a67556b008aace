/// \file
/// A block device that another server drives, as ext2 wants it.
#pragma once

#include <memory>
#include <string_view>

#include <ext2/block_device.hpp>
#include <mach/mach.h>

namespace port {

/// Keeps several writes in flight; reads wait.
class block_disk final : public ext2::block_device {
public:
    /// \param name as of the server "block". ENXIO, ENOTBLK.
    static ext2::outcome<std::unique_ptr<block_disk>> open(std::string_view name);
    ~block_disk() override;

    uint64_t size() const override { return size_; }
    bool read_only() const override { return read_only_; }
    ext2::outcome<> read(uint64_t offset, void *to, uint32_t count) override;
    ext2::outcome<> write(uint64_t offset, const void *from, uint32_t count) override;
    ext2::outcome<> finish() override;
    ext2::outcome<> flush() override;
    void report(const char *what, uint64_t where) override;

private:
    static constexpr unsigned in_flight_max = 16;
    block_disk() = default;
    void await_one();

    char name_[32] = {};
    mach_port_t device_ = MACH_PORT_NULL, replies_ = MACH_PORT_NULL;
    uint64_t size_ = 0;
    bool read_only_ = false;
    unsigned in_flight_ = 0;
    int error_ = 0;  ///< of a write, until finish() tells it
};

}  // namespace port
