/// \file
/// A socket of any family. Nothing here waits: what cannot be done now is EAGAIN, and the socket
/// says when that may have changed (changed()).
#pragma once

#include <memory>

#include "message.hpp"
#include "result.hpp"

namespace network {

class socket_port;

/// SOCK_*.
enum class socket_type : uint32_t { stream = 1, datagram = 2, raw = 3, sequence = 5 };

class socket {
public:
    socket(uint32_t family, socket_type type, uint32_t protocol)
        : family_(family), type_(type), protocol_(protocol) {}
    socket(const socket &) = delete;
    socket &operator=(const socket &) = delete;
    /// Closes it.
    virtual ~socket() = default;

    /// Sends all of a message, or a part of it on a stream. \return bytes taken. EAGAIN, EPIPE,
    /// EMSGSIZE, ENOTCONN, EDESTADDRREQ, ECONNREFUSED, ...
    virtual outcome<std::size_t> send(outgoing &message) = 0;
    virtual outcome<> receive(incoming &message) = 0;
    /// POLL* bits.
    virtual uint32_t ready() = 0;

    virtual outcome<> bind(const address &name, const protocol::socket_credentials &who) = 0;
    /// \param port see outgoing::to_port. EINPROGRESS: changed() will tell, and connected() how it
    /// went.
    virtual outcome<> connect(const address &to, mach_port_t port,
                              const protocol::socket_credentials &who) = 0;
    /// Of a connect that was in progress: EINPROGRESS, or the outcome.
    virtual outcome<> connected() { return {}; }
    virtual outcome<> listen(int backlog, const protocol::socket_credentials &who);
    virtual outcome<std::unique_ptr<socket>> accept() { return fail(EOPNOTSUPP); }
    /// How: 0 receiving, 1 sending, 2 both.
    virtual outcome<> shutdown(uint32_t how) = 0;
    virtual address name() const = 0;
    virtual outcome<address> peer_name() const = 0;
    /// See protocol::socket_address.
    virtual outcome<mach_msg_port_descriptor_t> address_port() { return fail(EOPNOTSUPP); }
    virtual outcome<int> control(uint32_t request, std::span<char> data, std::size_t &size);

    /// \return bytes written to `value`. ENOPROTOOPT.
    virtual outcome<std::size_t> get_option(int level, int name, std::span<char> value);
    virtual outcome<> set_option(int level, int name, std::span<const char> value);
    /// Something that another server has to tell (message_queue.hpp): a datagram for sockets that
    /// take such.
    virtual void hear(std::span<const char> /*datagram*/) {}

    uint32_t family() const { return family_; }
    socket_type type() const { return type_; }
    bool stream() const { return type_ == socket_type::stream; }
    /// 0: for ever. Nanoseconds.
    uint64_t receive_timeout() const { return receive_timeout_; }
    uint64_t send_timeout() const { return send_timeout_; }
    /// Who is told by changed(); null: nobody.
    void set_port(socket_port *port) { port_ = port; }

protected:
    /// Something that was EAGAIN or not ready may go on.
    void changed();
    virtual bool listening() const { return false; }
    /// Takes the error that is to be told once (SO_ERROR).
    int take_error() { return std::exchange(error_, 0); }

    int error_ = 0;
    uint32_t send_buffer_ = 212992, receive_buffer_ = 212992;
    bool reuse_address_ = false, keep_alive_ = false, broadcast_ = false, pass_credentials_ = false;
    int linger_[2] = {0, 0};

private:
    outcome<std::size_t> get_common(int name, std::span<char> value);

    const uint32_t family_;
    const socket_type type_;
    const uint32_t protocol_;
    uint64_t receive_timeout_ = 0, send_timeout_ = 0;
    socket_port *port_ = nullptr;
};

/// An int option. \return bytes written.
std::size_t put_option(std::span<char> value, int number);
/// EINVAL when there are not enough bytes.
outcome<int> integer_option(std::span<const char> value);

}  // namespace network
