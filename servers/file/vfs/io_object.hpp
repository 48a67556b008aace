/// \file
/// What an open file description reads from and writes to: a regular file, a pipe, a device.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <poll.h>

#include <vfs/ref.hpp>
#include <vfs/result.hpp>
#include <vfs/wait_queue.hpp>

namespace mqueue {
class queue;
}

namespace vfs {

struct description;

/// A memory object that clients can map: its port in this task, not the caller's to deallocate.
struct mappable {
    uint32_t handle;
    uint64_t size;  ///< of the file, bytes
};

class io_object : public counted {
public:
    /// Up to `count` bytes at `offset` (streams: the next ones). 0: end of file. EAGAIN: none now,
    /// wait on waiters().
    virtual outcome<std::size_t> read(description &by, uint64_t offset, char *to,
                                      std::size_t count);
    /// As read. EAGAIN: no room now.
    virtual outcome<std::size_t> write(description &by, uint64_t offset, const char *from,
                                       std::size_t count);
    /// Takes back the last `count` bytes that read gave, which reached nobody. Only between that
    /// read and the next operation.
    virtual void unread(std::size_t /*count*/) {}
    /// POLL* events that hold now.
    virtual uint32_t ready(description & /*by*/) {
        return POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
    }
    /// What SIGIO tells `by` of: a number that is another one after each arrival, and after room
    /// has been made for writers. Nothing: this is no kind of file that tells.
    virtual std::optional<uint64_t> changes(const description & /*by*/) const {
        return std::nullopt;
    }
    /// Who waits for this object; null when nothing about it ever has to be waited for.
    virtual wait_queue *waiters() { return nullptr; }
    /// ioctl. `argument` is the value given, `data` what it points to; the result is stored there.
    /// \return the ioctl's value.
    virtual outcome<int> control(description &by, uint32_t request, uint64_t argument, char *data,
                                 std::size_t &size);
    virtual outcome<mappable> map(bool writable);
    /// The last descriptor of `by` is gone.
    virtual void closed(description & /*by*/) {}
    /// What has been written keeps without power.
    virtual outcome<> sync() { return {}; }
    /// Where it ends, when the vnode's size does not say.
    virtual std::optional<uint64_t> length() const { return std::nullopt; }
    /// The queue of a pipe or FIFO; null for all others.
    virtual class pipe *as_pipe() { return nullptr; }
    /// The same of a POSIX message queue.
    virtual mqueue::queue *as_message_queue() { return nullptr; }
    /// FIFOs: how many writers there have been that are gone.
    virtual uint32_t writers_before() const { return 0; }
    /// Streams have no position: ESPIPE.
    virtual bool seekable() const { return true; }
    /// Bytes that io_read may hand out as pages of this task instead of copying; null when there
    /// are none such.
    virtual const char *window(uint64_t /*offset*/, std::size_t & /*count*/) { return nullptr; }
};

}  // namespace vfs
