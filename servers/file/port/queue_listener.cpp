#include <port/queue_listener.hpp>

#include <lib/loop.hpp>
#include <port/process_client.hpp>

namespace port {

namespace {

using protocol::mqueue_notification;

/// The last byte of a cookie.
constexpr char message_came = 1, none_will = 2;

int signal_shown(const protocol::mqueue_notify_request &wanted) {
    return wanted.how == mqueue_notification::signal ? wanted.signal : 0;
}

/// Without waiting: who does not take it does not get it.
template <class Routine>
void send_to(mach_port_t port, mach::rpc::wire<typename Routine::request> &out) {
    out.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u),
                  .msgh_size = sizeof out,
                  .msgh_remote_port = port,
                  .msgh_local_port = MACH_PORT_NULL,
                  .msgh_reserved = 0,
                  .msgh_id = Routine::id};
    (void)server::loop::send_reply(out.header);
}

}  // namespace

queue_listener::queue_listener(uint32_t process, const protocol::mqueue_notify_request &wanted)
    : listener(process, signal_shown(wanted)), how_(wanted.how), to_(wanted.to.name) {
    std::memcpy(cookie_, wanted.cookie, sizeof cookie_);
}

queue_listener::~queue_listener() {
    if (MACH_PORT_VALID(to_)) (void)mach_port_deallocate(mach_task_self(), to_);
}

void queue_listener::send_cookie(char reason) {
    mach::rpc::wire<protocol::mqueue_cookie_request> out;
    std::memcpy(out.body.cookie, cookie_, sizeof cookie_);
    out.body.cookie[sizeof cookie_ - 1] = reason;
    send_to<protocol::mqueue_cookie>(to_, out);
}

void queue_listener::arrived(uint32_t pid, uint32_t uid) {
    if (how_ == mqueue_notification::socket) send_cookie(message_came);
    if (how_ != mqueue_notification::signal) return;
    mach::rpc::wire<protocol::mqueue_arrived_request> out;
    out.body = {.pid = pid, .uid = uid};
    send_to<protocol::mqueue_arrived>(to_, out);
}

void queue_listener::removed() {
    if (how_ == mqueue_notification::socket) send_cookie(none_will);
}

bool queue_listener::lives() const { return process_exists(process()); }

}  // namespace port
