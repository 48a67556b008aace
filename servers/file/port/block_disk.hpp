/// \file
/// A block device that another server drives, as ext2 wants it.
#pragma once

#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include <ext2/block_device.hpp>
#include <mach/client.hpp>
#include <mach/mach.h>

namespace port {

class disk_read;

/// Keeps several writes and reads in flight; `read` waits. What is being written is not read, nor
/// written again, before that is done. When the driver dies, the disk is looked for again
/// under its name, and what the driver had not answered is asked of its successor.
class block_disk final : public ext2::block_device {
public:
    /// \param name as of the server "block", which is waited for a while, longer if
    /// `boot`. ENXIO.
    static ext2::outcome<std::unique_ptr<block_disk>> open(std::string_view name, bool boot);
    /// As in /dev.
    const char *name() const { return name_; }
    ~block_disk() override;

    uint64_t size() const override { return size_; }
    bool read_only() const override { return read_only_; }
    ext2::outcome<> read(uint64_t offset, void *to, uint32_t count) override;
    void read_later(uint64_t offset, uint32_t count, ext2::arrival &to) override;
    ext2::outcome<> write(uint64_t offset, const void *from, uint32_t count) override;
    ext2::outcome<> finish() override;
    ext2::outcome<> flush() override;
    void report(const char *what, uint64_t where) override;

private:
    static constexpr unsigned in_flight_max = 16;
    /// A write, from when it begins until it is answered; `from` 0: none.
    struct piece {
        uint64_t offset;
        vm_offset_t from;  ///< a copy
        uint32_t count;
        mach_port_t reply;  ///< the receive right for its answer, in the set
        bool lost;          ///< the driver died with it
    };
    friend class disk_read;
    block_disk() = default;
    /// Sends a read to the driver, or to the one after it.
    ext2::outcome<> begin(disk_read &r);
    /// The next one that waits takes the place of one that is done.
    void go_on(disk_read &free);
    /// Lets writes to that place finish.
    void avoid(uint64_t offset, uint32_t count);
    bool make_replies();
    /// Finds the disk, as it has been before, within `patience_ms`.
    ext2::outcome<> connect(mach_msg_timeout_t patience_ms);
    ext2::outcome<> reconnect();
    /// Calls the driver, or the one after it.
    template <class Routine>
    kern_return_t call(mach::rpc::exchange<Routine> &x, typename Routine::request request);
    ext2::outcome<> keep(piece &p, uint64_t offset, const void *from, uint32_t count);
    void drop(piece &p);
    kern_return_t send(piece &p);
    void await_one();
    void send_again();

    char name_[64] = {};  ///< as asked for, then as in /dev
    mach_port_t device_ = MACH_PORT_NULL, replies_ = MACH_PORT_NULL;
    uint64_t size_ = 0;
    bool read_only_ = false;
    piece pieces_[in_flight_max] = {};
    unsigned in_flight_ = 0;  ///< answers to come
    unsigned at_once_ = 1;    ///< reads, and writes, that may be in flight
    struct waiting_read {
        uint64_t offset;
        uint32_t count;
        ext2::arrival *to;
    };
    std::deque<waiting_read> waiting_;  ///< reads, while all ports are in use
    std::vector<std::unique_ptr<disk_read>> reads_;
    int error_ = 0;  ///< of a write, until finish() tells it
};

}  // namespace port
