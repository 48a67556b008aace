/// \file
/// Reading and writing.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#include <port/code.hpp>
#include <port/open_port.hpp>
#include <port/transfer.hpp>
#include <vfs/happening.hpp>

namespace port {

namespace {

/// Largest piece of a read whose data does not lie in pages already.
constexpr std::size_t buffered_max = 64 * 1024;
/// The same from something that always has more (/dev/zero), which programs expect to fill what
/// they give.
constexpr std::size_t device_max = 16 * 1024 * 1024;
/// What Linux transfers at most.
constexpr std::size_t transfer_max = 0x7ffff000;

/// Must, and may, whoever got `error` wait?
bool waits(const vfs::description &file, int error) {
    return error == EAGAIN && (file.node->is_regular() || !file.nonblocking()) && file.io &&
           file.io->waiters();
}

void release_heap(const char *data, std::size_t) { std::free(const_cast<char *>(data)); }
void release_pages(const char *data, std::size_t size) {
    if (size)
        (void)mach_vm_deallocate(mach_task_self(), reinterpret_cast<mach_vm_address_t>(data), size);
}

template <class Routine>
kern_return_t wait_to_read(open_port &file, call<Routine> c, std::size_t count) {
    auto *read = new (std::nothrow) pending_read<Routine>(file, c, sender_of(c.trailer).pid, count);
    return read ? MIG_NO_REPLY : code_of(ENOMEM);
}

/// The rest of a write after `done` bytes: more of it at once, or later.
template <class Routine>
kern_return_t wait_to_write(open_port &file, call<Routine> c, const vfs::credentials &who,
                            const char *data, std::size_t size, std::size_t done,
                            void (*release)(const char *, std::size_t)) {
    auto *write =
        new (std::nothrow) pending_write<Routine>(file, c, who, data, size, done, release);
    if (!write) {
        release(data, size);
        return code_of(ENOMEM);
    }
    return MIG_NO_REPLY;
}

}  // namespace

kern_return_t open_port::serve(protocol::io_read, call<protocol::io_read> c) {
    const std::size_t count = std::min(c.request.count, protocol::io_inline_max);
    const auto done = file_.read(c.request.offset, c.reply.variable.items, count);
    if (!done) {
        if (waits(file_, done.error())) return wait_to_read<protocol::io_read>(*this, c, count);
        return code_of(done.error());
    }
    c.reply.variable.count = static_cast<uint32_t>(*done);
    settle(*file_.io);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::io_read_ool, call<protocol::io_read_ool> c) {
    std::size_t count = std::min<std::size_t>(c.request.count, transfer_max);
    const uint64_t start = c.request.offset == vfs::at_position
                               ? file_.position
                               : static_cast<uint64_t>(c.request.offset);
    if (file_.readable() && file_.io && file_.node->is_regular() && count) {
        // Pages that lie here anyway travel as they are, copied only when somebody writes to them.
        std::size_t part =
            start < file_.node->size
                ? static_cast<std::size_t>(std::min<uint64_t>(count, file_.node->size - start))
                : 0;
        const char *window = part ? file_.io->window(start, part) : nullptr;
        if (window && part >= protocol::io_inline_max) {
            c.reply.more = ends_early(file_, start, part, count);
            c.reply.data = mach::rpc::ool_descriptor(window, static_cast<mach_msg_size_t>(part));
            if (c.request.offset == vfs::at_position) file_.position += part;
            vfs::tell(*file_.node, vfs::happening::access);
            return KERN_SUCCESS;
        }
    }
    const bool endless = file_.io && !file_.io->waiters() && S_ISCHR(file_.node->mode);
    count = std::min(count, endless ? device_max : buffered_max);
    page_buffer buffer(std::max<std::size_t>(count, 1));
    if (!buffer) return code_of(ENOMEM);
    const auto done = file_.read(c.request.offset, buffer.data(), count);
    if (!done) {
        if (waits(file_, done.error())) return wait_to_read<protocol::io_read_ool>(*this, c, count);
        return code_of(done.error());
    }
    c.reply.more = ends_early(file_, start, *done, c.request.count);
    c.reply.data = buffer.release(*done);
    settle(*file_.io);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::io_write, call<protocol::io_write> c) {
    const vfs::credentials who = sender_of(c.trailer);
    const char *data = c.request.variable.items;
    const std::size_t size = c.request.variable.count;
    const auto done = file_.write(c.request.offset, data, size, who);
    if (!done && !waits(file_, done.error())) return code_of(done.error());
    const std::size_t written = done.value_or(0);
    if (done) settle(*file_.io);
    // A file that takes less is full, or its disk fails.
    const bool more =
        done ? written < size && !file_.node->is_regular() && !file_.nonblocking() : true;
    if (more && file_.io->waiters()) {
        auto *copy = static_cast<char *>(std::malloc(size));
        if (!copy) return code_of(ENOMEM);
        std::memcpy(copy, data, size);
        return wait_to_write<protocol::io_write>(*this, c, who, copy, size, written, release_heap);
    }
    c.reply.count = static_cast<uint32_t>(written);
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::io_write_ool, call<protocol::io_write_ool> c) {
    const vfs::credentials who = sender_of(c.trailer);
    const auto *data = reinterpret_cast<const char *>(c.request.data.address);
    const std::size_t size = c.request.data.size;
    std::size_t written = 0;
    int error = 0;
    // A stream takes as much as it has room for; its readers may then make more room.
    while (written < size) {
        const auto done = file_.write(c.request.offset == vfs::at_position
                                          ? vfs::at_position
                                          : c.request.offset + static_cast<int64_t>(written),
                                      data + written, size - written, who);
        if (!done) {
            error = done.error();
            break;
        }
        written += *done;
        settle(*file_.io);
    }
    if (written < size && waits(file_, error))
        return wait_to_write<protocol::io_write_ool>(*this, c, who, data, size, written,
                                                     release_pages);
    release_pages(data, size);
    if (written == 0 && error) return code_of(error);
    c.reply.count = static_cast<uint32_t>(written);
    return KERN_SUCCESS;
}

}  // namespace port
