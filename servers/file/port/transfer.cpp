#include <port/transfer.hpp>

#include <algorithm>

#include <port/code.hpp>

namespace port {

namespace {

/// As on Linux that is not interrupted.
bool waits_for_disk(open_port &port) { return port.file().node->is_regular(); }

}  // namespace

bool ends_early(const vfs::description &file, uint64_t start, std::size_t done, std::size_t asked) {
    return done != 0 && done < asked && file.node->is_regular() && start + done < file.node->size;
}

page_buffer::page_buffer(std::size_t size) : size_(size) {
    if (mach_vm_allocate(mach_task_self(), &address_, size, VM_FLAGS_ANYWHERE) != KERN_SUCCESS)
        address_ = 0;
}

page_buffer::~page_buffer() {
    if (address_) (void)mach_vm_deallocate(mach_task_self(), address_, size_);
}

mach_msg_ool_descriptor_t page_buffer::release(std::size_t used) {
    const mach_vm_address_t address = address_;
    const mach_vm_size_t kept = (used + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
    if (kept < size_) (void)mach_vm_deallocate(mach_task_self(), address + kept, size_ - kept);
    address_ = 0;
    return mach::rpc::ool_descriptor(address, static_cast<mach_msg_size_t>(used), true);
}

template <class Routine>
pending_read<Routine>::pending_read(open_port &file, call<Routine> c, uint32_t pid,
                                    std::size_t count)
    : operation(&file, pid, c.request.cookie),
      reply_(c.header),
      io_(file.file().io),
      count_(count),
      asked_(c.request.count),
      offset_(c.request.offset) {
    io_->waiters()->join(*this);
}

template <>
bool pending_read<protocol::io_read>::answer() {
    mach::rpc::wire<protocol::io_read_reply> out;
    read_ = file()->file().read(offset_, out.body.variable.items, count_);
    if (!read_) return false;
    out.body.variable.count = static_cast<uint32_t>(*read_);
    return reply_.reply(out);
}

template <>
bool pending_read<protocol::io_read_ool>::answer() {
    page_buffer buffer(count_);
    if (!buffer) {
        read_ = vfs::fail(ENOMEM);
        return false;
    }
    const uint64_t start =
        offset_ == vfs::at_position ? file()->file().position : static_cast<uint64_t>(offset_);
    read_ = file()->file().read(offset_, buffer.data(), count_);
    if (!read_) return false;
    mach::rpc::wire<protocol::io_read_ool_reply> out;
    out.body.more = ends_early(file()->file(), start, *read_, asked_);
    out.body.data = buffer.release(*read_);
    return reply_.reply(out);
}

template <class Routine>
vfs::waiter::state pending_read<Routine>::retry() {
    const bool taken = answer();
    if (!read_ && read_.error() == EAGAIN) return state::waiting;
    if (!read_)
        reply_.fail(code_of(read_.error()));
    else if (!taken && offset_ == vfs::at_position)
        file()->file().unread(*read_);  // whoever asked is gone: the data is for the next
    delete this;
    return state::finished;
}

template <class Routine>
void pending_read<Routine>::interrupt() {
    if (waits_for_disk(*file())) return;
    reply_.fail(code_of(EINTR));
    delete this;
}

template <class Routine>
void pending_read<Routine>::abandon() {
    reply_.fail(code_of(EBADF));
    delete this;
}

template <class Routine>
pending_write<Routine>::pending_write(open_port &file, call<Routine> c, const vfs::credentials &who,
                                      const char *data, std::size_t size, std::size_t done,
                                      void (*release)(const char *, std::size_t))
    : operation(&file, who.pid, c.request.cookie),
      reply_(c.header),
      io_(file.file().io),
      who_(who),
      offset_(c.request.offset),
      data_(data),
      size_(size),
      done_(done),
      release_(release) {
    io_->waiters()->join(*this);
}

template <class Routine>
pending_write<Routine>::~pending_write() {
    release_(data_, size_);
}

/// What has been written counts, even if the rest cannot be.
template <class Routine>
void pending_write<Routine>::answer(kern_return_t failure) {
    if (done_ == 0) return reply_.fail(failure);
    mach::rpc::wire<protocol::io_write_reply> out;
    out.body.count = static_cast<uint32_t>(done_);
    (void)reply_.reply(out);
}

template <class Routine>
vfs::waiter::state pending_write<Routine>::retry() {
    const int64_t to =
        offset_ == vfs::at_position ? offset_ : offset_ + static_cast<int64_t>(done_);
    const auto written = file()->file().write(to, data_ + done_, size_ - done_, who_);
    if (!written && written.error() == EAGAIN) return state::waiting;
    done_ += written.value_or(0);
    // A file that takes less is full, or its disk fails.
    if (written && done_ < size_ && !waits_for_disk(*file())) return state::progressed;
    answer(code_of(written));
    delete this;
    return state::finished;
}

template <class Routine>
void pending_write<Routine>::interrupt() {
    if (waits_for_disk(*file())) return;
    answer(code_of(EINTR));
    delete this;
}

template <class Routine>
void pending_write<Routine>::abandon() {
    answer(code_of(EBADF));
    delete this;
}

template class pending_read<protocol::io_read>;
template class pending_read<protocol::io_read_ool>;
template class pending_write<protocol::io_write>;
template class pending_write<protocol::io_write_ool>;

}  // namespace port
