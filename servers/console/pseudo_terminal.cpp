#include "pseudo_terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <protocol/error.hpp>

#include "device_number.hpp"
#include "pseudo_terminals.hpp"

using protocol::unix_error;

pseudo_terminal::pseudo_terminal(pseudo_terminals &table, uint32_t number, uint32_t uid,
                                 read_clock &clock)
    : table_(table),
      number_(number),
      slave_(*this, {.device_number = device_number(136, number), .permissions = 0620, .uid = uid},
             clock) {}

terminal_end::appearance pseudo_terminal::look() const {
    return {.device_number = device_number(5, 2), .permissions = 0666, .uid = 0};
}

std::vector<char> pseudo_terminal::take_output(std::size_t count) {
    byte_queue &output = slave_.output();
    if (count != 0 && status_waits()) return {static_cast<char>(slave_.status().take())};
    const std::size_t head = packets_ && count != 0 ? 1 : 0;  // TIOCPKT_DATA
    std::vector<char> data(head + std::min(count - head, output.size()));
    for (char &c : std::span(data).subspan(head)) c = static_cast<char>(output.pop().byte);
    return data;
}

kern_return_t pseudo_terminal::read(const client_identity &who, const mach_msg_header_t &request,
                                    uint32_t count, uint32_t cookie, bool nonblocking,
                                    std::vector<char> &data) {
    if (waiters_.readers.empty() && (slave_.output_waits() || status_waits())) {
        data = take_output(count);
        slave_.output_drained();
        return KERN_SUCCESS;
    }
    if (slave_closed_) return unix_error(EIO);
    if (nonblocking) return unix_error(EAGAIN);
    waiters_.readers.push_back({server::pending_read(request, count), who.pid, cookie});
    return MIG_NO_REPLY;
}

void pseudo_terminal::output_ready(byte_queue &output) {
    while (!waiters_.readers.empty() && (!output.empty() || status_waits())) {
        terminal_reader first = std::move(waiters_.readers.front());
        waiters_.readers.pop_front();
        first.request.reply(take_output(first.request.count()));
    }
    waiters_.notify(ready_events());
}

std::size_t pseudo_terminal::type(std::span<const char> data) {
    std::size_t done = 0;
    while (done < data.size()) {
        const std::size_t part = std::min(data.size() - done, slave_.input_room());
        if (part == 0) break;
        slave_.input({reinterpret_cast<const uint8_t *>(data.data()) + done, part});
        done += part;
    }
    return done;
}

kern_return_t pseudo_terminal::write(const client_identity &who, const mach_msg_header_t &request,
                                     std::span<const char> data, uint32_t cookie, bool nonblocking,
                                     uint32_t &count) {
    const std::size_t done = waiters_.writers.empty() ? type(data) : 0;
    if (done < data.size() && !nonblocking) {
        waiters_.writers.push_back({server::pending<protocol::io_write>(request), who.pid, cookie,
                                    std::vector<char>(data.begin(), data.end()), done});
        return MIG_NO_REPLY;
    }
    if (done == 0 && !data.empty()) return unix_error(EAGAIN);
    count = static_cast<uint32_t>(done);
    return KERN_SUCCESS;
}

void pseudo_terminal::input_read() {
    while (!waiters_.writers.empty()) {
        // Typing may have readers answered, which comes back here.
        terminal_writer first = std::move(waiters_.writers.front());
        waiters_.writers.pop_front();
        first.done += type(std::span(first.data).subspan(first.done));
        if (first.done < first.data.size()) {
            waiters_.writers.push_front(std::move(first));
            break;
        }
        first.finish();
    }
    waiters_.notify(ready_events());
}

void pseudo_terminal::status_changed() {
    if (status_waits() && !waiters_.readers.empty()) {
        terminal_reader first = std::move(waiters_.readers.front());
        waiters_.readers.pop_front();
        first.request.reply(take_output(first.request.count()));
    }
    if (status_waits()) waiters_.notify(ready_events());
}

uint32_t pseudo_terminal::ready_events() {
    uint32_t ready = 0;
    if (status_waits()) ready |= POLLIN | POLLRDNORM | POLLPRI;
    if (slave_.output_waits()) ready |= POLLIN | POLLRDNORM;
    if (waiters_.writers.empty() && slave_.input_room() != 0) ready |= POLLOUT | POLLWRNORM;
    if (slave_closed_) ready |= POLLHUP;
    return ready;
}

uint32_t pseudo_terminal::poll(uint32_t events, mach_port_t notify, uint32_t cookie) {
    return waiters_.poll(ready_events(), events, notify, cookie);
}

kern_return_t pseudo_terminal::control(const client_identity &,
                                       mach::rpc::call<protocol::io_control> &call) {
    auto &out = call.reply.variable;
    const auto give = [&](uint32_t value) {
        std::memcpy(out.items, &value, sizeof value);
        out.count = sizeof value;
        return KERN_SUCCESS;
    };
    call.reply.value = 0;
    out.count = 0;
    switch (call.request.request) {
    case TIOCGPTN: return give(number_);
    case TIOCGPKT: return give(packets_);
    case TIOCPKT: {
        int32_t on;
        if (call.request.variable.count < sizeof on) return unix_error(EFAULT);
        std::memcpy(&on, call.request.variable.items, sizeof on);
        if (on != 0 && !packets_) (void)slave_.status().take();
        packets_ = on != 0;
        return KERN_SUCCESS;
    }
    case TIOCGPTLCK: return give(locked_);
    case TIOCSPTLCK: {
        int32_t lock;
        if (call.request.variable.count < sizeof lock) return unix_error(EFAULT);
        std::memcpy(&lock, call.request.variable.items, sizeof lock);
        locked_ = lock != 0;
        return KERN_SUCCESS;
    }
    case FIONREAD: return give(static_cast<uint32_t>(slave_.output().size()));
    case TIOCSCTTY:
    case TIOCNOTTY: return unix_error(ENOTTY);
    default: return slave_.control(slave_.insider(), call);
    }
}

void pseudo_terminal::in_use(bool used) {
    slave_open_ = used;
    slave_closed_ = !used;
    if (used) return;
    if (masters_ == 0) return table_.remove(*this);
    for (terminal_reader &r : waiters_.readers) r.request.fail(unix_error(EIO));
    waiters_.readers.clear();
    waiters_.notify(ready_events());
}

void pseudo_terminal::description_closed() {
    if (--masters_ != 0) return;
    if (!slave_open_) return table_.remove(*this);
    slave_.device_gone();
}
