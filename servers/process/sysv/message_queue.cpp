#include <sysv/message_queue.hpp>

#include <algorithm>

#include <sysv/seconds.hpp>

namespace process_server {

namespace {

bool fits(const protocol::msg_receive_request &wanted, int64_t type) {
    if (wanted.type == 0) return true;
    // The most negative number has no opposite, and means every type.
    if (wanted.type < 0) return wanted.type == INT64_MIN || type <= -wanted.type;
    const bool same = type == wanted.type;
    return (wanted.flags & message_queue::except) != 0 ? !same : same;
}

bool too_long(const protocol::msg_receive_request &wanted, const message_queue::message &m) {
    return m.text.size() > wanted.size && (wanted.flags & message_queue::no_error) == 0;
}

void answer(server::pending<protocol::msg_receive> &reply,
            const protocol::msg_receive_request &wanted, const message_queue::message &m) {
    mach::rpc::wire<protocol::msg_receive_reply> out;
    out.body.type = m.type;
    out.body.variable.count = static_cast<uint32_t>(
        m.text.copy(out.body.variable.items, std::min<uint64_t>(wanted.size, m.text.size())));
    reply.reply(out);
}

}  // namespace

bool message_queue::has_room(uint64_t size) const {
    return bytes_ + size <= bytes_allowed && messages_.size() + 1 <= bytes_allowed && share::room();
}

void message_queue::received_by(int32_t pid) {
    last_receiver = pid;
    receive_time = seconds_now();
}

void message_queue::put(message what, int32_t from) {
    last_sender = from;
    send_time = seconds_now();
    for (auto at = receivers_.begin(); at != receivers_.end();) {
        if (!fits(at->wanted, what.type)) {
            ++at;
            continue;
        }
        receiver one = std::move(*at);
        at = receivers_.erase(at);
        if (too_long(one.wanted, what)) {
            one.reply.fail(protocol::unix_error(E2BIG));
            continue;
        }
        received_by(one.pid);
        answer(one.reply, one.wanted, what);
        return;
    }
    bytes_ += what.text.size();
    messages_.push_back(std::move(what));
}

int message_queue::take(const protocol::msg_receive_request &wanted, int32_t by, message &found) {
    auto best = messages_.end();
    for (auto at = messages_.begin(); at != messages_.end(); ++at) {
        if (!fits(wanted, at->type)) continue;
        if (best == messages_.end() || at->type < best->type) best = at;
        if (wanted.type >= 0) break;
    }
    if (best == messages_.end()) return ENOMSG;
    if (too_long(wanted, *best)) return E2BIG;
    found = std::move(*best);
    bytes_ -= found.text.size();
    messages_.erase(best);
    received_by(by);
    return 0;
}

void message_queue::wait_to_send(message what, int32_t pid, uint32_t cookie,
                                 server::pending<protocol::msg_send> reply) {
    senders_.push_back({std::move(what), pid, cookie, std::move(reply), waiting_place(pid)});
}

void message_queue::wait_to_receive(const protocol::msg_receive_request &wanted, int32_t pid,
                                    server::pending<protocol::msg_receive> reply) {
    receivers_.push_back({wanted, pid, std::move(reply), waiting_place(pid)});
}

void message_queue::settle() {
    for (auto at = senders_.begin(); at != senders_.end();) {
        if (!has_room(at->what.text.size())) {
            ++at;
            continue;
        }
        put(std::move(at->what), at->pid);
        at->reply.fail(KERN_SUCCESS);
        at = senders_.erase(at);
    }
}

bool message_queue::interrupt(int32_t pid, uint32_t cookie) {
    const int32_t of = pid;
    for (auto at = senders_.begin(); at != senders_.end(); ++at) {
        if (at->pid != of || at->cookie != cookie) continue;
        at->reply.fail(protocol::unix_error(EINTR));
        senders_.erase(at);
        return true;
    }
    for (auto at = receivers_.begin(); at != receivers_.end(); ++at) {
        if (at->pid != of || at->wanted.cookie != cookie) continue;
        at->reply.fail(protocol::unix_error(EINTR));
        receivers_.erase(at);
        return true;
    }
    return false;
}

void message_queue::forget_waiters(int32_t pid) {
    senders_.remove_if([&](const sender &s) { return s.pid == pid; });
    receivers_.remove_if([&](const receiver &r) { return r.pid == pid; });
}

void message_queue::fail_all(int error) {
    for (sender &s : senders_) s.reply.fail(protocol::unix_error(error));
    for (receiver &r : receivers_) r.reply.fail(protocol::unix_error(error));
    senders_.clear();
    receivers_.clear();
}

}  // namespace process_server
