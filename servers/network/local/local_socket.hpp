/// \file
/// Sockets of the family AF_UNIX (unix(7)): what the three types have in common. Peers point at
/// one another, and let go when they are closed.
#pragma once

#include <memory>
#include <vector>

#include "../socket.hpp"
#include "../surroundings.hpp"
#include "address_port.hpp"
#include "local_queue.hpp"

namespace network {

class local_socket : public socket {
public:
    static constexpr uint32_t family_number = 1;  ///< AF_UNIX

    /// EPROTONOSUPPORT, ESOCKTNOSUPPORT.
    static outcome<std::unique_ptr<local_socket>> create(surroundings &with, uint32_t type,
                                                         uint32_t protocol);
    /// Connects two of the same type to one another.
    static void join(local_socket &a, local_socket &b, const protocol::socket_credentials &who);
    ~local_socket() override;

    outcome<> receive(incoming &message) override;
    outcome<> bind(const address &name, const protocol::socket_credentials &who) override;
    outcome<> shutdown(uint32_t how) override;
    address name() const override;
    outcome<address> peer_name() const override;
    outcome<mach_msg_port_descriptor_t> address_port() override;
    outcome<int> control(uint32_t request, std::span<char> data, std::size_t &size) override;
    outcome<std::size_t> get_option(int level, int name, std::span<char> value) override;

protected:
    local_socket(surroundings &with, socket_type type)
        : socket(family_number, type, 0), with_(with) {}

    /// The socket that an address means: by its port, or by name when it is abstract.
    outcome<local_socket *> find(const address &to, mach_port_t port) const;
    bool has_room(std::size_t count) const;
    /// Whoever waited for room here may go on.
    void room_made();
    /// Notes that this one waits for room in `other`.
    void wait_for(local_socket &other);
    /// Is nothing more to come from a peer?
    virtual bool at_end() const = 0;

    surroundings &with_;
    local_queue queue_;
    local_socket *peer_ = nullptr;
    bool had_peer_ = false;
    std::vector<local_socket *> peers_of_;  ///< those whose peer_ is this
    protocol::socket_credentials peer_credentials_ = {0, ~0u, ~0u};
    bool shut_receive_ = false, shut_send_ = false;
    address name_;
    address accepted_name_;  ///< of the listening socket, where this one comes from

    void set_peer(local_socket *peer);
    /// The peer is closed.
    virtual void peer_gone() {}

private:
    friend class local_stream;
    friend class local_datagram;
    bool autobind();

    std::unique_ptr<class address_port> address_port_;
    std::vector<local_socket *> waiting_for_room_;  ///< others
    local_socket *waits_for_ = nullptr;             ///< in whose list this is
};

}  // namespace network
