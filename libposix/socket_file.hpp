/// \file
/// What the socket calls have in common.
#pragma once

#include <cstdint>
#include <string_view>

#include <call.hpp>
#include <fd_table.hpp>
#include <mach/mach.h>
#include <protocol/socket.hpp>
#include <user_copy.hpp>

namespace posix {

/// The port of a socket's descriptor. \return 0, -EBADF, -ENOTSOCK.
long socket_of(int fd, mach_port_t &port);
/// The network server, found at first use and again when it has been started again; null when
/// there is none.
mach_port_t network_server();

/// What a failed call to a socket is to the application: a socket whose server has died was reset.
long socket_error(kern_return_t result, bool sending);
/// The same for the outcome of a transfer by the I/O interface, which raises SIGPIPE if it has to.
long socket_transfer_result(long result, bool sending);

/// readv and writev: one message of `size` bytes, as recvmsg and sendmsg without flags.
long receive_pieces(mach_port_t port, user_address vector, uint64_t count, uint64_t size);
long send_pieces(mach_port_t port, user_address vector, uint64_t count, uint64_t size);

/// A struct sockaddr of the application, with the address port of a local socket that it names in
/// the file system.
class socket_address {
public:
    socket_address() = default;
    ~socket_address();
    socket_address(const socket_address &) = delete;
    socket_address &operator=(const socket_address &) = delete;

    /// \return 0, -EINVAL, -EFAULT.
    long load(user_address from, uint32_t size);
    /// Finds the port behind a local name. \return 0 (also when there is nothing to find), or
    /// -ENOENT, -EACCES, -ECONNREFUSED, ...
    long find();
    /// Is it a local name in the file system?
    bool local_path() const;
    /// That name.
    std::string_view path() const;
    const char *bytes() const { return bytes_; }
    uint32_t size() const { return size_; }
    mach_port_t port() const { return port_; }
    /// For a request's tail.
    void put(protocol::socket_address_tail &to) const;

private:
    char bytes_[protocol::socket_address_max];
    uint32_t size_ = 0;
    mach_port_t port_ = MACH_PORT_NULL;
};

/// Stores an address as accept and the like do: as much as `*size` allows, and its true size there.
/// `address` may be null. \return 0, -EFAULT, -EINVAL.
long store_address(user_address address, user_address size, const char *bytes, uint32_t count);

}  // namespace posix
