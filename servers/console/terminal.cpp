#include "terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <mach/audit.h>
#include <mach/client.hpp>
#include <protocol/error.hpp>

#include "foreground_signal.hpp"

using protocol::unix_error;

client_identity client_identity::of(const audit_token_t &token) {
    return {token.val[AUDIT_PID], token.val[AUDIT_PGRP], token.val[AUDIT_SID],
            token.val[AUDIT_EUID]};
}

void terminal::input(std::span<const uint8_t> bytes) {
    const bool was_stopped = discipline_.stopped();
    for (uint8_t byte : bytes) discipline_.input(byte);
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
    if (in_background(who))
        return (cookie & override_background) ? unix_error(EIO) : terminal_background_read;
    if (!readers_.empty() || !discipline_.readable()) {
        if (nonblocking) return unix_error(EAGAIN);
        readers_.push_back(
            {server::pending_read(request, count), who.pid, cookie & ~override_background});
        return MIG_NO_REPLY;
    }
    data.resize(std::min<std::size_t>(count, discipline_.available()));
    data.resize(discipline_.read(data));
    return KERN_SUCCESS;
}

void terminal::serve_readers() {
    while (!readers_.empty() && discipline_.readable()) {
        reader first = std::move(readers_.front());
        readers_.pop_front();
        std::vector<char> data(
            std::min<std::size_t>(first.request.count(), discipline_.available()));
        data.resize(discipline_.read(data));
        first.request.reply(data);
    }
}

kern_return_t terminal::write(const client_identity &who, const mach_msg_header_t &request,
                              std::span<const char> data, uint32_t cookie, bool nonblocking,
                              uint32_t &count) {
    if (in_background(who) && (discipline_.attributes().local_flags & TOSTOP) &&
        !(cookie & override_background))
        return terminal_background_write;
    std::size_t done = 0;
    if (writers_.empty()) {
        for (;;) {
            const std::size_t taken = discipline_.write(data.subspan(done));
            done += taken;
            if (!discipline_.stopped()) device_.output_ready(discipline_.output());
            if (done == data.size() || taken == 0) break;
        }
    }
    if (done < data.size() && !nonblocking) {
        writers_.push_back({server::pending<protocol::io_write>(request), who.pid,
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
    while (!writers_.empty()) {
        writer &first = writers_.front();
        const std::size_t taken = discipline_.write(std::span(first.data).subspan(first.done));
        first.done += taken;
        progress |= taken != 0;
        if (first.done < first.data.size()) break;
        mach::rpc::wire<protocol::io_write_reply> reply;
        reply.body.count = static_cast<uint32_t>(first.done);
        first.request.reply(reply);
        writers_.pop_front();
    }
    return progress;
}

uint32_t terminal::ready_events() const {
    uint32_t ready = 0;
    if (discipline_.readable() && discipline_.available() != 0) ready |= POLLIN | POLLRDNORM;
    if (writers_.empty() && discipline_.output().room() >= 64) ready |= POLLOUT | POLLWRNORM;
    return ready;
}

uint32_t terminal::poll(uint32_t events, mach_port_t notify, uint32_t cookie) {
    const uint32_t ready = ready_events() & events;
    const bool kept = ready == 0 || (events & protocol::io_poll_edge);
    if (kept && notify != MACH_PORT_NULL)
        pollers_.push_back({notify, events, cookie});
    else if (notify != MACH_PORT_NULL)
        (void)mach_port_deallocate(mach_task_self(), notify);
    return ready;
}

void terminal::notify_pollers() {
    const uint32_t ready = ready_events();
    std::erase_if(pollers_, [&](const poller &p) {
        if ((ready & p.events) == 0) return false;
        mach::rpc::exchange<protocol::io_ready> x;
        x.request() = {.ready = ready & p.events, .cookie = p.cookie};
        if (x.send(p.notify, MACH_PORT_NULL, 0,
                   {.option = MACH_SEND_TIMEOUT, .disposition = MACH_MSG_TYPE_MOVE_SEND_ONCE}) !=
            KERN_SUCCESS)
            (void)mach_port_deallocate(mach_task_self(), p.notify);
        return true;
    });
}

void terminal::interrupt(uint32_t pid, uint32_t cookie) {
    std::erase_if(readers_, [&](reader &r) {
        if (r.pid != pid || r.cookie != cookie) return false;
        r.request.fail(unix_error(EINTR));
        return true;
    });
    std::erase_if(writers_, [&](writer &w) {
        if (w.pid != pid || w.cookie != cookie) return false;
        mach::rpc::wire<protocol::io_write_reply> reply;
        reply.body.count = static_cast<uint32_t>(w.done);
        w.request.reply(reply, w.done ? KERN_SUCCESS : unix_error(EINTR));
        return true;
    });
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
