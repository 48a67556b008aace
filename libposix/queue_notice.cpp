#include <queue_notice.hpp>

#include <cerrno>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <mach/client.hpp>
#include <mach/mach.h>
#include <process.hpp>
#include <protocol/file_owner.hpp>
#include <socket_file.hpp>
#include <syscall/file_owner.hpp>

namespace posix {

namespace {
/// This process has asked for one: from now on closing costs a message. Inherited by fork, though
/// the notice is not: a child's messages then end nothing.
bool used = false;
}  // namespace

long queue_notice::by_signal(int signal, uint64_t value) {
    constexpr int signal_max = 64;
    if (signal < 0 || signal > signal_max) return -EINVAL;
    how = protocol::mqueue_notification::signal;
    signal_ = signal;
    if (signal == 0) return 0;
    if (const long error = new_owner(owner_); error != 0) return error;
    mach::rpc::exchange<protocol::file_owner_set> x;
    x.request().fields =
        protocol::file_owner_who | protocol::file_owner_signal | protocol::file_owner_value;
    x.request().state = {.kind = protocol::owner_kind::process,
                         .id = self.pid,
                         .signal = signal,
                         .descriptor = 0,
                         .value = value};
    return errno_of(x.call(owner_.get()));
}

long queue_notice::by_socket(int fd, user_address cookie) {
    how = protocol::mqueue_notification::socket;
    if (!copy_from_user(cookie_, cookie, sizeof cookie_)) return -EFAULT;
    return socket_of(fd, socket_);
}

kern_return_t queue_notice::ask(mach_port_t queue) const {
    mach::rpc::exchange<protocol::mqueue_notify> x;
    auto &request = x.request();
    const bool to_socket = how == protocol::mqueue_notification::socket;
    request.to =
        mach::rpc::port_descriptor(to_socket ? socket_ : owner_.get(), MACH_MSG_TYPE_COPY_SEND);
    request.how = how;
    request.signal = signal_;
    __builtin_memcpy(request.cookie, cookie_, sizeof cookie_);
    if (how != protocol::mqueue_notification::none) __atomic_store_n(&used, true, __ATOMIC_RELAXED);
    return x.call(queue);
}

void queue_notice::settle() {
    if (!__atomic_load_n(&used, __ATOMIC_RELAXED)) return;
    // The process server has been told already, and does what it was told first.
    mach::rpc::exchange<protocol::process_get_groups> x;
    (void)x.call(self.server);
}

void queue_notice::end(mach_port_t file) {
    if (!__atomic_load_n(&used, __ATOMIC_RELAXED) || file == MACH_PORT_NULL) return;
    (void)queue_notice().ask(file);  // what is no queue has none
}

}  // namespace posix
