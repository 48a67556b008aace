#include "local_socket.hpp"

#include <algorithm>
#include <cstdio>
#include <unordered_map>

#include "local_datagram.hpp"
#include "local_stream.hpp"

namespace network {

namespace {

constexpr std::size_t family_size = 2, name_max = 110;
constexpr int level_socket = 1, so_peer_credentials = 17;
constexpr uint32_t bytes_to_read = 0x541b, bytes_to_send = 0x5411;  // FIONREAD, TIOCOUTQ
constexpr uint32_t control_credentials = 2;                         // SCM_CREDENTIALS

/// Abstract names, with the type in front: each type has names of its own.
std::unordered_map<std::string, local_socket *> abstract;

bool is_abstract(const address &name) {
    return name.bytes().size() > family_size && name.bytes()[family_size] == 0;
}
std::string key_of(const address &name, socket_type type) {
    return static_cast<char>(type) + std::string(name.bytes().substr(family_size));
}

/// SCM_CREDENTIALS as a struct cmsghdr of a 64-bit machine.
std::vector<char> credentials_record(const protocol::socket_credentials &who) {
    struct {
        uint64_t length;
        int32_t level;
        uint32_t type;
        protocol::socket_credentials who;
        uint32_t padding;
    } record{28, level_socket, control_credentials, who, 0};
    const auto *bytes = reinterpret_cast<const char *>(&record);
    return {bytes, bytes + sizeof record};
}

}  // namespace

outcome<std::unique_ptr<local_socket>> local_socket::create(surroundings &with, uint32_t type,
                                                            uint32_t protocol) {
    if (protocol != 0 && protocol != family_number) return fail(EPROTONOSUPPORT);
    switch (static_cast<socket_type>(type)) {
    case socket_type::stream:
    case socket_type::sequence:
        return std::make_unique<local_stream>(with, static_cast<socket_type>(type));
    case socket_type::datagram:
    case socket_type::raw: return std::make_unique<local_datagram>(with);
    }
    return fail(ESOCKTNOSUPPORT);
}

void local_socket::join(local_socket &a, local_socket &b, const protocol::socket_credentials &who) {
    a.set_peer(&b);
    b.set_peer(&a);
    a.peer_credentials_ = b.peer_credentials_ = who;
}

local_socket::~local_socket() {
    if (is_abstract(name_)) abstract.erase(key_of(name_, type()));
    set_peer(nullptr);
    for (local_socket *other : std::exchange(peers_of_, {})) {
        other->peer_ = nullptr;
        other->peer_gone();
        other->changed();
    }
    room_made();
    if (waits_for_) std::erase(waits_for_->waiting_for_room_, this);
}

void local_socket::set_peer(local_socket *peer) {
    if (peer_) std::erase(peer_->peers_of_, this);
    peer_ = peer;
    if (!peer) return;
    had_peer_ = true;
    peer->peers_of_.push_back(this);
}

bool local_socket::has_room(std::size_t count) const {
    if (stream()) return queue_.room() != 0;
    if (count >= queue_.room() && !queue_.empty()) return false;
    return type() != socket_type::datagram || queue_.messages() < local_queue::datagrams_max;
}

void local_socket::wait_for(local_socket &other) {
    if (waits_for_ == &other) return;
    if (waits_for_) std::erase(waits_for_->waiting_for_room_, this);
    waits_for_ = &other;
    other.waiting_for_room_.push_back(this);
}

void local_socket::room_made() {
    for (local_socket *other : std::exchange(waiting_for_room_, {})) {
        other->waits_for_ = nullptr;
        other->changed();
    }
    // A poll for writing waits at the peers, which have not asked for room.
    for (local_socket *other : peers_of_) other->changed();
}

outcome<> local_socket::receive(incoming &message) {
    if (message.flags & message_flag::out_of_band) return fail(EOPNOTSUPP);
    if (queue_.empty()) {
        if (error_) return fail(take_error());
        if (!at_end()) return fail(EAGAIN);
        message.flags = 0;
        message.count = message.length = 0;
        return {};
    }
    if (message.room.empty() && stream()) return {};
    const bool peek = (message.flags & message_flag::peek) != 0;
    if (stream())
        queue_.take_stream(message, pass_credentials_);
    else
        queue_.take_message(message);
    if (type() != socket_type::datagram) message.from = {};
    if (pass_credentials_) message.control = credentials_record(queue_.sender());
    if (!peek) room_made();
    return {};
}

bool local_socket::autobind() {
    static uint32_t next = 0;
    for (uint32_t tries = 0; tries < 0x100000; ++tries) {
        char text[9] = {1, 0, 0};
        (void)std::snprintf(text + 3, 6, "%05x", next++ & 0xfffff);
        const address name({text, 8});
        if (abstract.contains(key_of(name, type()))) continue;
        name_ = name;
        abstract[key_of(name, type())] = this;
        return true;
    }
    return false;
}

/// A path as Linux tells it afterwards: up to its terminating zero, which is there in any case.
static address path_name(const address &given) {
    char bytes[name_max + 1] = {};
    const std::string_view text = given.bytes();
    const std::size_t size =
        family_size + strnlen(text.data() + family_size, text.size() - family_size);
    std::memcpy(bytes, text.data(), size);
    return address({bytes, size + 1});
}

outcome<> local_socket::bind(const address &name, const protocol::socket_credentials &) {
    if (name.bytes().size() > name_max || name.family() != family_number) return fail(EINVAL);
    if (!name_.empty()) return fail(EINVAL);
    if (name.bytes().size() == family_size) return autobind() ? outcome<>() : fail(ENOSPC);
    if (is_abstract(name)) {
        if (!abstract.emplace(key_of(name, type()), this).second) return fail(EADDRINUSE);
    } else if (!address_port_) {
        return fail(EINVAL);  // no node of the file system leads here
    }
    name_ = is_abstract(name) ? name : path_name(name);
    return {};
}

outcome<local_socket *> local_socket::find(const address &to, mach_port_t port) const {
    if (to.bytes().size() < family_size || to.bytes().size() > name_max ||
        to.family() != family_number)
        return fail(EINVAL);
    local_socket *found = nullptr;
    if (is_abstract(to)) {
        const auto at = abstract.find(key_of(to, type()));
        if (at != abstract.end()) found = at->second;
    } else {
        found = address_port::resolve(port);
    }
    if (!found) return fail(ECONNREFUSED);
    if (found->type() != type()) return fail(EPROTOTYPE);
    return found;
}

address local_socket::name() const {
    constexpr char unnamed[family_size] = {family_number, 0};
    if (!accepted_name_.empty()) return accepted_name_;
    return name_.empty() ? address({unnamed, family_size}) : name_;
}

outcome<address> local_socket::peer_name() const {
    if (!peer_) return fail(ENOTCONN);
    return peer_->name();
}

outcome<mach_msg_port_descriptor_t> local_socket::address_port() {
    if (!name_.empty()) return fail(EINVAL);
    if (!address_port_) address_port_ = std::make_unique<class address_port>(with_.loop, *this);
    if (address_port_->port() == MACH_PORT_NULL) return fail(ENFILE);
    return address_port_->make_send();
}

outcome<> local_socket::shutdown(uint32_t how) {
    const bool receiving = how != 1, sending = how != 0;
    shut_receive_ |= receiving;
    shut_send_ |= sending;
    if (peer_ && type() != socket_type::datagram) {
        peer_->shut_receive_ |= sending;
        peer_->shut_send_ |= receiving;
        peer_->changed();
    }
    changed();
    return {};
}

outcome<int> local_socket::control(uint32_t request, std::span<char> data, std::size_t &size) {
    int value;
    switch (request) {
    case bytes_to_read:
        value = static_cast<int>(stream() ? queue_.bytes() : queue_.first_size());
        break;
    case bytes_to_send: value = peer_ ? static_cast<int>(peer_->queue_.bytes()) : 0; break;
    default: return socket::control(request, data, size);
    }
    std::memcpy(data.data(), &value, sizeof value);
    size = sizeof value;
    return 0;
}

outcome<std::size_t> local_socket::get_option(int level, int name, std::span<char> value) {
    if (level != level_socket || name != so_peer_credentials)
        return socket::get_option(level, name, value);
    const std::size_t size = std::min(value.size(), sizeof peer_credentials_);
    std::memcpy(value.data(), &peer_credentials_, size);
    return size;
}

}  // namespace network
