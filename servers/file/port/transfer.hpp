/// \file
/// Reads and writes that wait.
#pragma once

#include <lib/pending.hpp>
#include <mach/mach.h>
#include <port/open_port.hpp>
#include <port/operation.hpp>
#include <port/pool.hpp>

namespace port {

/// Memory that holds the data of an out-of-line read until the reply has gone; given to the
/// receiver by the reply itself.
class page_buffer {
public:
    explicit page_buffer(std::size_t size);
    ~page_buffer();
    page_buffer(const page_buffer &) = delete;
    char *data() const { return reinterpret_cast<char *>(address_); }
    explicit operator bool() const { return address_ != 0; }
    /// Describes the first `used` bytes for a message that takes the memory with it.
    mach_msg_ool_descriptor_t release(std::size_t used);

private:
    mach_vm_address_t address_ = 0;
    std::size_t size_;
};

/// Does a read that found `done` bytes of `asked` at `start` end where a regular file does not?
bool ends_early(const vfs::description &file, uint64_t start, std::size_t done, std::size_t asked);

/// A read from something that is empty now. Queues itself.
template <class Routine>
class pending_read final : public operation, public pooled<pending_read<Routine>> {
public:
    pending_read(open_port &file, call<Routine> c, uint32_t pid, std::size_t count);
    state retry() override;
    void interrupt() override;
    void abandon() override;

private:
    /// \return whether somebody took the answer.
    bool answer();

    server::pending<Routine> reply_;
    vfs::ref<vfs::io_object> io_;
    std::size_t count_, asked_;
    int64_t offset_;
    vfs::outcome<std::size_t> read_ = 0;
};

/// A write to something that is full now, or partly done. Owns the data. Queues itself.
template <class Routine>
class pending_write final : public operation {
public:
    /// \param data released by `release(data, size)` in the end. \param done bytes of it written
    /// already.
    pending_write(open_port &file, call<Routine> c, const vfs::credentials &who, const char *data,
                  std::size_t size, std::size_t done, void (*release)(const char *, std::size_t));
    ~pending_write() override;
    state retry() override;
    void interrupt() override;
    void abandon() override;

private:
    void answer(kern_return_t failure);

    server::pending<Routine> reply_;
    vfs::ref<vfs::io_object> io_;
    vfs::credentials who_;
    int64_t offset_;  ///< of the data's first byte
    const char *data_;
    std::size_t size_, done_;
    void (*release_)(const char *, std::size_t);
};

}  // namespace port
