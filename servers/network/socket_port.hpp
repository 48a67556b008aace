/// \file
/// The port of one socket: answers the I/O interface and the socket interface, and holds the
/// requests that wait.
#pragma once

#include <memory>
#include <vector>

#include <lib/change_teller.hpp>
#include <lib/port_object.hpp>
#include <mach/audit.h>
#include <mach/server.hpp>
#include <protocol/message_queue.hpp>
#include <protocol/socket.hpp>

#include "request.hpp"
#include "socket.hpp"
#include "surroundings.hpp"

namespace network {

template <class Routine>
using call = const mach::rpc::call<Routine> &;

class socket_port final : public server::port_object {
public:
    /// \return null when the kernel has no more ports.
    static socket_port *create(surroundings &with, std::unique_ptr<socket> s, uint32_t flags);
    /// Its right was not sent to anybody.
    void give_back() { delete this; }

    socket &it() { return *socket_; }
    surroundings &with() { return with_; }
    /// The socket has changed: its requests are tried again by settle().
    void touch();
    /// Tries again whatever may go on. After everything that may change a socket.
    static void settle();
    /// Cuts a waiting request short.
    void end(request &which, int error);

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void no_senders() override;

    // The I/O interface: socket_io.cpp, socket_transfer.cpp.
    kern_return_t serve(protocol::io_read, call<protocol::io_read> c);
    kern_return_t serve(protocol::io_read_ool, call<protocol::io_read_ool> c);
    kern_return_t serve(protocol::io_write, call<protocol::io_write> c);
    kern_return_t serve(protocol::io_write_ool, call<protocol::io_write_ool> c);
    kern_return_t serve(protocol::io_seek, call<protocol::io_seek> c);
    kern_return_t serve(protocol::io_stat, call<protocol::io_stat> c);
    kern_return_t serve(protocol::io_flags, call<protocol::io_flags> c);
    kern_return_t serve(protocol::io_poll, call<protocol::io_poll> c);
    void serve(protocol::io_interrupt, call<protocol::io_interrupt> c);
    kern_return_t serve(protocol::io_map, call<protocol::io_map> c);
    kern_return_t serve(protocol::io_truncate, call<protocol::io_truncate> c);
    kern_return_t serve(protocol::io_sync, call<protocol::io_sync> c);
    kern_return_t serve(protocol::io_control, call<protocol::io_control> c);
    kern_return_t serve(protocol::io_read_directory, call<protocol::io_read_directory> c);
    kern_return_t serve(protocol::io_set_attributes, call<protocol::io_set_attributes> c);
    kern_return_t serve(protocol::io_statfs, call<protocol::io_statfs> c);
    kern_return_t serve(protocol::io_path, call<protocol::io_path> c);
    kern_return_t serve(protocol::io_lock, call<protocol::io_lock> c);
    kern_return_t serve(protocol::io_owner, call<protocol::io_owner> c);

    // The socket interface: socket_calls.cpp, socket_transfer.cpp.
    kern_return_t serve(protocol::socket_name, call<protocol::socket_name> c);
    kern_return_t serve(protocol::socket_address, call<protocol::socket_address> c);
    kern_return_t serve(protocol::socket_bind, call<protocol::socket_bind> c);
    kern_return_t serve(protocol::socket_listen, call<protocol::socket_listen> c);
    kern_return_t serve(protocol::socket_connect, call<protocol::socket_connect> c);
    kern_return_t serve(protocol::socket_accept, call<protocol::socket_accept> c);
    kern_return_t serve(protocol::socket_send, call<protocol::socket_send> c);
    kern_return_t serve(protocol::socket_send_message, call<protocol::socket_send_message> c);
    kern_return_t serve(protocol::socket_receive, call<protocol::socket_receive> c);
    kern_return_t serve(protocol::socket_receive_message, call<protocol::socket_receive_message> c);
    kern_return_t serve(protocol::socket_get_option, call<protocol::socket_get_option> c);
    kern_return_t serve(protocol::socket_set_option, call<protocol::socket_set_option> c);
    kern_return_t serve(protocol::socket_shutdown, call<protocol::socket_shutdown> c);

    void serve(protocol::mqueue_cookie, call<protocol::mqueue_cookie> c) {
        socket_->hear(c.request.cookie);
    }

private:
    socket_port(surroundings &with, std::unique_ptr<socket> s, uint32_t flags);
    ~socket_port() override;

    bool nonblocking() const;
    /// Runs the job now, or has it wait.
    template <class Routine, class Job>
    kern_return_t start(call<Routine> c, Job &&job, uint32_t cookie, bool wait,
                        uint64_t timeout_ns);
    void try_again();
    /// SIGIO: what has happened since the last time.
    void tell_owner();

    surroundings &with_;
    std::unique_ptr<socket> socket_;
    std::vector<std::unique_ptr<request>> requests_;
    uint64_t inode_;
    uint32_t flags_;  ///< O_NONBLOCK
    bool touched_ = false;
    server::change_teller teller_;
    bool told_room_ = true;  ///< the owner knows that more can be sent
};

inline uint32_t sender_pid(const mach_msg_max_trailer_t &trailer) {
    return trailer.msgh_audit.val[AUDIT_PID];
}
/// Effective ids, which SO_PEERCRED tells.
inline protocol::socket_credentials sender_of(const mach_msg_max_trailer_t &trailer) {
    const auto &token = trailer.msgh_audit.val;
    return {.pid = token[AUDIT_PID], .uid = token[AUDIT_EUID], .gid = token[AUDIT_EGID]};
}

template <class Routine, class Job>
kern_return_t socket_port::start(call<Routine> c, Job &&job, uint32_t cookie, bool wait,
                                 uint64_t timeout_ns) {
    const kern_return_t result = job.run(*this, c.reply);
    if (result != would_wait) return result;
    if (!wait) return job.partial(c.reply) ? KERN_SUCCESS : result;
    requests_.push_back(std::make_unique<waiting<Routine, std::remove_cvref_t<Job>>>(
        c.header, *this, std::forward<Job>(job), sender_pid(c.trailer), cookie, with_.clock,
        timeout_ns));
    return MIG_NO_REPLY;
}

template <class Routine, class Job>
void waiting<Routine, Job>::rang() {
    port_.end(*this, EAGAIN);
}

}  // namespace network
