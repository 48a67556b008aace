/// \file
/// Sockets of the family AF_NETLINK (netlink(7)), protocol NETLINK_ROUTE: a request is answered
/// when it is sent. Nobody is told of changes (multicast groups).
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "../held_bytes.hpp"
#include "../socket.hpp"

namespace network {

class netlink_socket final : public socket {
public:
    static constexpr uint32_t family_number = 16;  ///< AF_NETLINK

    /// EPROTONOSUPPORT, ESOCKTNOSUPPORT.
    static outcome<std::unique_ptr<socket>> create(uint32_t type, uint32_t protocol);
    ~netlink_socket() override;

    outcome<std::size_t> send(outgoing &message) override;
    outcome<> receive(incoming &message) override;
    uint32_t ready() override;
    outcome<> bind(const address &name, const protocol::socket_credentials &who) override;
    outcome<> connect(const address &to, mach_port_t port,
                      const protocol::socket_credentials &who) override;
    outcome<> shutdown(uint32_t how) override;
    address name() const override;
    outcome<address> peer_name() const override;
    outcome<std::size_t> get_option(int level, int name, std::span<char> value) override;
    outcome<> set_option(int level, int name, std::span<const char> value) override;
    void hear(std::span<const char> datagram) override;

private:
    explicit netlink_socket(socket_type type) : socket(family_number, type, 0) {}
    /// A number of its own: the process's, if no other socket has it.
    void autobind(const protocol::socket_credentials &who);
    void answer(std::span<const char> request, const protocol::socket_credentials &who);

    uint32_t port_ = 0;                       ///< 0: not bound
    bool caps_acknowledgements_ = false;      ///< NETLINK_CAP_ACK
    bool extended_acknowledgements_ = false;  ///< NETLINK_EXT_ACK
    std::deque<std::vector<char>> queue_;
    held_bytes bytes_;
};

}  // namespace network
