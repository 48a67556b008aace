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
#include <port/disk_flush.hpp>
#include <port/disk_write.hpp>

namespace port {

class disk_read;

/// Keeps several writes and reads in flight; `read` waits. What is being written is not read, nor
/// written again, before that is done. Answers come by the server's loop, or to who waits. When the
/// driver dies, the disk is looked for again under its name, and what the driver had not answered
/// is asked of its successor.
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
    bool congested() const override { return queued_bytes_ >= congested_at * at_once_; }
    uint64_t mark() const override { return sequence_; }
    ext2::outcome<> reached(uint64_t mark) override;
    ext2::outcome<> finish() override;
    ext2::outcome<> flush() override;
    void report(const char *what, uint64_t where) override;

private:
    /// Bytes that wait for their turn for each write that may be in flight: with so many nobody
    /// should write more; and at most.
    static constexpr uint64_t congested_at = 64 * 1024, queued_max = 2 * congested_at;
    friend class disk_read;
    friend class disk_write;
    friend class disk_flush;
    block_disk() = default;
    /// Sends a read to the driver, or to the one after it.
    ext2::outcome<> begin(disk_read &r);
    // What waits, as far as it can go now: whatever was answered has to call one of the first two.
    void go_on();
    /// The same, later, from the server's loop.
    void go_on_later();
    void begin_reads();
    void begin_writes();
    void begin_flush();

    /// Is something to that place being written, of what began before?
    bool writes(uint64_t offset, uint32_t count, uint64_t before) const;
    /// Lets writes to that place finish.
    void avoid(uint64_t offset, uint32_t count);
    bool is_writing() const { return in_flight_ || !queued_.empty() || has_lost(); }
    bool has_lost() const;
    /// Before that number?
    bool is_writing_before(uint64_t mark) const;
    bool make_writes();
    /// Finds the disk, as it has been before, within `patience_ms`.
    ext2::outcome<> connect(mach_msg_timeout_t patience_ms);
    ext2::outcome<> reconnect();
    /// Calls the driver, or the one after it.
    template <class Routine>
    kern_return_t call(mach::rpc::exchange<Routine> &x, typename Routine::request request);
    ext2::outcome<> keep(disk_piece &p, uint64_t offset, const void *from, uint32_t count);
    void drop(disk_piece &p);
    kern_return_t send(disk_write &w);
    void answered(disk_write &w, const mach_msg_header_t &in);
    void await_one();
    void wait_for_write();
    void send_again();
    void note(int error) {
        if (error_ == 0) error_ = error;
    }
    static int error_of(kern_return_t kr);

    char name_[64] = {};  ///< as asked for, then as in /dev
    mach_port_t device_ = MACH_PORT_NULL, replies_ = MACH_PORT_NULL;
    uint64_t size_ = 0;
    bool read_only_ = false;
    std::vector<std::unique_ptr<disk_write>> writes_;
    unsigned at_once_ = 1;  ///< reads, and writes, that may be in flight
    std::deque<disk_piece> queued_;
    uint64_t queued_bytes_ = 0;
    uint64_t sequence_ = 0;   ///< of the last write
    unsigned in_flight_ = 0;  ///< writes whose answers are to come
    std::unique_ptr<disk_flush> flush_;
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
