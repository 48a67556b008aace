#include <poll.hpp>

#include <cerrno>

#include <poll.h>
#include <sys/stat.h>

#include <call.hpp>
#include <clock.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <mach/mach_traps.h>
#include <signals.hpp>

namespace posix {

namespace {

constexpr uint32_t asked_for =
    POLLIN | POLLPRI | POLLOUT | POLLRDNORM | POLLRDBAND | POLLWRNORM | POLLWRBAND | POLLRDHUP;

mach_port_t notify_port(thread_block &block) {
    if (block.notify_port == MACH_PORT_NULL) block.notify_port = mach_reply_port();
    return block.notify_port;
}

/// Asks one descriptor. \param arm whether to leave a notification right when it is not ready.
uint32_t ask(thread_block &block, const poll_entry &entry, bool arm) {
    const descriptor file = descriptors.get(entry.fd);
    if (file.port == MACH_PORT_NULL) return POLLNVAL;
    const auto events = static_cast<uint32_t>(static_cast<uint16_t>(entry.events)) & asked_for;
    if (file.armed_by == block.tid && (events & ~file.armed_events) == 0 && file.armed_events != 0)
        arm = false;
    mach::rpc::exchange<protocol::io_poll> x;
    x.request() = {.notify = mach::rpc::port_descriptor(arm ? notify_port(block) : MACH_PORT_NULL,
                                                        MACH_MSG_TYPE_MAKE_SEND_ONCE),
                   .events = events,
                   .cookie = static_cast<uint32_t>(entry.fd)};
    if (const kern_return_t kr = x.call(file.port); kr != KERN_SUCCESS)
        return S_ISSOCK(file.mode)      ? (events & POLLIN) | POLLERR | POLLHUP
               : errno_of(kr) == -EBADF ? POLLNVAL
                                        : POLLERR;
    const uint32_t ready = x.reply().ready & (events | POLLERR | POLLHUP);
    if (arm && x.reply().ready == 0) descriptors.set_armed(entry.fd, file.port, events, block.tid);
    return ready;
}

long ask_all(thread_block &block, std::span<poll_entry> entries, bool arm) {
    long count = 0;
    for (poll_entry &entry : entries) {
        entry.ready = 0;
        if (entry.fd < 0) continue;
        // Once one is ready nobody waits: the others are only looked at.
        entry.ready = static_cast<int16_t>(ask(block, entry, arm && count == 0));
        if (entry.ready != 0) ++count;
    }
    return count;
}

enum class wake : uint8_t { ready, timeout, signal };

/// Waits for one io_ready. Its descriptor can be armed anew.
wake wait_ready(thread_block &block, uint64_t deadline_ns) {
    struct {
        mach::rpc::wire<protocol::io_ready_request> message;
        mach_msg_max_trailer_t trailer;
    } buffer;
    for (;;) {
        // The kernel ends one wait for each interruption, and that may have been an earlier one.
        if (signal_arrived()) return wake::signal;
        mach_msg_option_t option = MACH_RCV_MSG | MACH_RCV_INTERRUPT;
        mach_msg_timeout_t milliseconds = 0;
        if (deadline_ns != no_deadline) {
            const uint64_t now = monotonic_ns();
            if (now >= deadline_ns) return wake::timeout;
            const uint64_t left = (deadline_ns - now + 999'999) / 1'000'000;
            milliseconds = left < 0x7fffffff ? static_cast<mach_msg_timeout_t>(left) : 0x7fffffff;
            option |= MACH_RCV_TIMEOUT;
        }
        const kern_return_t kr = mach_msg(&buffer.message.header, option, 0, sizeof buffer,
                                          notify_port(block), milliseconds, MACH_PORT_NULL);
        if (kr == MACH_RCV_TIMED_OUT || kr == MACH_RCV_INTERRUPTED) continue;
        if (kr != MACH_MSG_SUCCESS) return wake::timeout;
        if (buffer.message.header.msgh_id == protocol::io_ready::id) {
            const auto fd = static_cast<int>(buffer.message.body.cookie);
            descriptors.set_armed(fd, descriptors.port(fd), 0, 0);
        }
        return wake::ready;
    }
}

/// Throws away notifications of earlier waits, so that the next one is about this.
void drain(thread_block &block) {
    struct {
        mach::rpc::wire<protocol::io_ready_request> message;
        mach_msg_max_trailer_t trailer;
    } buffer;
    while (block.notify_port != MACH_PORT_NULL &&
           mach_msg(&buffer.message.header, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof buffer,
                    block.notify_port, 0, MACH_PORT_NULL) == MACH_MSG_SUCCESS) {
        const auto fd = static_cast<int>(buffer.message.body.cookie);
        descriptors.set_armed(fd, descriptors.port(fd), 0, 0);
    }
}

}  // namespace

long wait_for_any(std::span<poll_entry> entries, uint64_t deadline_ns) {
    thread_block &block = this_thread();
    if (deadline_ns == 0) {
        const long count = ask_all(block, entries, false);
        return count == 0 && signal_arrived() ? -EINTR : count;
    }
    drain(block);
    for (;;) {
        if (const long count = ask_all(block, entries, true); count != 0) return count;
        switch (wait_ready(block, deadline_ns)) {
        case wake::ready: break;
        case wake::timeout: return ask_all(block, entries, false);
        case wake::signal: return -EINTR;
        }
    }
}

}  // namespace posix
