/// \file
/// Pipes and FIFOs.
#pragma once

#include <vfs/filesystem.hpp>
#include <vfs/ring_buffer.hpp>
#include <vfs/vnode.hpp>

namespace vfs {

/// The queue between readers and writers.
class pipe : public io_object {
public:
    /// Writes of up to this many bytes are not mixed with others' (PIPE_BUF).
    static constexpr std::size_t atomic_write = 4096;
    static constexpr std::size_t capacity = 65536;

    /// How many bytes all pipes may be for together; at first there is no limit. A new one beyond
    /// is for atomic_write only, as on Linux beyond a user's pipe-user-pages-soft.
    static void limit_all(std::size_t bytes) { all_max_ = bytes; }
    /// \param owner the FIFO that stops pointing here when the last end is closed; may be null.
    explicit pipe(pipe **owner = nullptr);

    /// Counts an end in; pairs with closed().
    void opened(uint32_t flags);
    uint32_t readers() const { return readers_; }
    uint32_t writers() const { return writers_; }
    /// How often an end has been opened: a FIFO's opener waits for a partner that may be gone again
    /// when it wakes.
    uint32_t readers_ever() const { return readers_ever_; }
    uint32_t writers_ever() const { return writers_ever_; }
    /// The FIFO is gone.
    void disown() { owner_ = nullptr; }

    outcome<std::size_t> read(description &by, uint64_t offset, char *to,
                              std::size_t count) override;
    outcome<std::size_t> write(description &by, uint64_t offset, const char *from,
                               std::size_t count) override;
    std::size_t limit() const { return bytes_.limit(); }
    /// How much it holds at most. EBUSY: more is in it. EPERM: all pipes together would be for more
    /// than they may.
    outcome<> set_limit(std::size_t limit);
    /// Copies up to `count` bytes that a reader would get. 0: the end; EAGAIN: nothing is there, or
    /// no room in the other; EPIPE; ENOMEM.
    outcome<std::size_t> copy(pipe &to, std::size_t count);
    void unread(std::size_t count) override;
    uint32_t ready(description &by) override;
    std::optional<uint64_t> changes(const description &by) const override;
    wait_queue *waiters() override { return &waiters_; }
    outcome<int> control(description &by, uint32_t request, uint64_t argument, char *data,
                         std::size_t &size) override;
    void closed(description &by) override;
    pipe *as_pipe() override { return this; }
    uint32_t writers_before() const override { return writers_ever_ - writers_; }
    bool seekable() const override { return false; }

private:
    ~pipe() override;

    static inline std::size_t all_ = 0, all_max_ = ~std::size_t{0};

    ring_buffer bytes_;
    /// Of a writer with O_DIRECT: what one read gives.
    struct packet {
        uint64_t begin, size;  ///< position in all that was ever written
    };
    bool packet_room() const;
    /// No more than what lies before the first packet, or that one.
    [[gnu::noinline]] std::size_t take_up_to_packet(char *to, std::size_t count);
    ring_buffer packets_{64 * sizeof(packet), 256 * sizeof(packet)};
    uint64_t position_ = 0;      ///< of the first byte that is there
    std::size_t dropped_ = 0;    ///< by the last read, besides what it gave
    bool packet_taken_ = false;  ///< by the last read
    wait_queue waiters_;
    uint32_t readers_ = 0, writers_ = 0;
    uint32_t readers_ever_ = 0, writers_ever_ = 0;
    pipe **owner_;
};

/// Where pipes without a name get their vnodes.
class pipe_filesystem : public filesystem {
public:
    const char *type() const override { return "pipefs"; }
    ref<vnode> root() override { return nullptr; }
    filesystem_status status() const override;

    /// A vnode for one pipe.
    outcome<ref<vnode>> make(uint32_t uid, uint32_t gid);

private:
    uint64_t next_inode_ = 1;
};

/// Fills both descriptions. \param flags nonblock and direct.
outcome<> make_pipe(pipe_filesystem &fs, uint32_t flags, uint32_t uid, uint32_t gid,
                    description &read_end, description &write_end);

/// Opens a FIFO. `pipe` is the one that exists while somebody has it open, or null. ENXIO, ENOMEM.
outcome<ref<io_object>> open_fifo(pipe *&pipe, uint32_t flags);

}  // namespace vfs
