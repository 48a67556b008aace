#include "terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <lib/clock.hpp>
#include <protocol/error.hpp>

#include "foreground_signal.hpp"

using protocol::unix_error;

void terminal::input(std::span<const uint8_t> bytes) {
    const bool was_stopped = discipline_.stopped();
    for (uint8_t byte : bytes) discipline_.input(byte);
    device_.status_changed();
    if (!discipline_.output().empty() || was_stopped != discipline_.stopped()) output_drained();
    serve_readers();
    notify_pollers();
}

void terminal::output_drained() {
    do {
        if (!discipline_.stopped()) device_.output_ready(discipline_.output());
    } while (serve_writers());
    notify_pollers();
}

kern_return_t terminal::read(const client_identity &who, const mach_msg_header_t &request,
                             uint32_t count, uint32_t cookie, bool nonblocking,
                             std::vector<char> &data) {
    if (gone_) return KERN_SUCCESS;
    if (in_background(who))
        return (cookie & override_background) ? unix_error(EIO) : terminal_background_read;
    if (!waiters_.readers.empty() || !discipline_.readable()) {
        if (nonblocking) return unix_error(EAGAIN);
        waiters_.readers.push_back(
            {server::pending_read(request, count), who.pid, cookie & ~override_background});
        if (waiters_.readers.size() == 1) time_reader();
        return MIG_NO_REPLY;
    }
    data.resize(std::min<std::size_t>(count, discipline_.available()));
    data.resize(discipline_.read(data));
    device_.input_read();
    return KERN_SUCCESS;
}

void terminal::serve_reader() {
    terminal_reader first = std::move(waiters_.readers.front());
    waiters_.readers.pop_front();
    std::vector<char> data(std::min<std::size_t>(first.request.count(), discipline_.available()));
    data.resize(discipline_.read(data));
    first.request.reply(data);
}

void terminal::serve_readers() {
    bool any = false;
    for (; !waiters_.readers.empty() && discipline_.readable(); any = true) serve_reader();
    time_reader();
    if (any) device_.input_read();
}

void terminal::time_reader() {
    const uint64_t limit_ns = discipline_.time_limit_ns();
    if (waiters_.readers.empty() || limit_ns == 0) return;
    terminal_reader &first = waiters_.readers.front();
    // With a minimum the time runs between bytes, without one it runs once.
    if (discipline_.needs_bytes() ? discipline_.available() == 0 : first.deadline_ns != 0) return;
    first.deadline_ns = server::monotonic_ns() + limit_ns;
    clock_.ask(first.deadline_ns);
}

void terminal::expire_reads(uint64_t now_ns) {
    while (!waiters_.readers.empty() && waiters_.readers.front().deadline_ns != 0) {
        if (const uint64_t deadline = waiters_.readers.front().deadline_ns; deadline > now_ns)
            return clock_.ask(deadline);
        serve_reader();
        time_reader();
    }
}

kern_return_t terminal::write(const client_identity &who, const mach_msg_header_t &request,
                              std::span<const char> data, uint32_t cookie, bool nonblocking,
                              uint32_t &count) {
    if (gone_) return unix_error(EIO);
    if (in_background(who) && (discipline_.attributes().local_flags & TOSTOP) &&
        !(cookie & override_background))
        return terminal_background_write;
    std::size_t done = 0;
    if (waiters_.writers.empty()) {
        for (;;) {
            const std::size_t taken = discipline_.write(data.subspan(done));
            done += taken;
            if (!discipline_.stopped()) device_.output_ready(discipline_.output());
            if (done == data.size() || taken == 0) break;
        }
    }
    if (done < data.size() && !nonblocking) {
        waiters_.writers.push_back({server::pending<protocol::io_write>(request), who.pid,
                                    cookie & ~override_background,
                                    std::vector<char>(data.begin(), data.end()), done});
        return MIG_NO_REPLY;
    }
    if (done == 0 && !data.empty()) return unix_error(EAGAIN);
    count = static_cast<uint32_t>(done);
    return KERN_SUCCESS;
}

bool terminal::serve_writers() {
    bool progress = false;
    while (!waiters_.writers.empty()) {
        terminal_writer &first = waiters_.writers.front();
        const std::size_t taken = discipline_.write(std::span(first.data).subspan(first.done));
        first.done += taken;
        progress |= taken != 0;
        if (first.done < first.data.size()) break;
        first.finish();
        waiters_.writers.pop_front();
    }
    return progress;
}

void terminal::add_flags(uint32_t input_flags, uint32_t control_flags) {
    terminal_attributes wanted = discipline_.attributes();
    wanted.input_flags |= input_flags;
    wanted.control_flags |= control_flags;
    discipline_.set_attributes(wanted);
}

uint32_t terminal::ready_events() const {
    if (gone_) return POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM | POLLERR | POLLHUP;
    uint32_t ready = 0;
    // An end of file that was typed is something to read, too.
    const bool canonical = (discipline_.attributes().local_flags & ICANON) != 0;
    if (discipline_.readable() && (canonical || discipline_.available() != 0))
        ready |= POLLIN | POLLRDNORM;
    if (waiters_.writers.empty() && discipline_.output().room() >= 64)
        ready |= POLLOUT | POLLWRNORM;
    return ready;
}

uint32_t terminal::poll(uint32_t events, mach_port_t notify, uint32_t cookie) {
    return waiters_.poll(ready_events(), events, notify, cookie);
}

void terminal::description_opened() {
    if (descriptions_++ == 0) device_.in_use(true);
}

void terminal::description_closed() {
    if (--descriptions_ == 0) device_.in_use(false);
}

void terminal::device_gone() {
    gone_ = true;
    if (session_ != 0 && session_ != foreground_) {
        send_group_signal(session_, SIGHUP);
        send_group_signal(session_, SIGCONT);
    }
    hang_up(session_);
    for (terminal_reader &r : waiters_.readers) r.request.reply({});
    waiters_.readers.clear();
    for (terminal_writer &w : waiters_.writers) w.finish(unix_error(EIO));
    waiters_.writers.clear();
    notify_pollers();
}

void terminal::opened(const client_identity &who, bool may_control) {
    if (may_control && session_ == 0 && who.session != 0 && who.pid == who.session)
        (void)set_controlling(who, false);
}

kern_return_t terminal::set_controlling(const client_identity &who, bool steal) {
    if (who.session == 0 || who.pid != who.session) return unix_error(EPERM);
    if (session_ == who.session) return KERN_SUCCESS;
    if (session_ != 0 && !(steal && who.euid == 0)) return unix_error(EPERM);
    session_ = who.session;
    foreground_ = who.process_group;
    return KERN_SUCCESS;
}

void terminal::hang_up(uint32_t session) {
    if (session_ == 0 || session_ != session) return;
    if (foreground_ != 0) {
        send_group_signal(foreground_, SIGHUP);
        send_group_signal(foreground_, SIGCONT);
    }
    session_ = foreground_ = 0;
}

void terminal::signal_foreground(int signal) {
    if (foreground_ != 0) send_group_signal(foreground_, signal);
}
