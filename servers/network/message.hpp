/// \file
/// What is sent to a socket and received from it.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <mach/mach.h>
#include <protocol/socket.hpp>

namespace network {

/// A struct sockaddr of some family; empty: none.
class address {
public:
    address() = default;
    explicit address(std::string_view bytes)
        : size_(static_cast<uint8_t>(std::min<std::size_t>(bytes.size(), sizeof bytes_))) {
        std::memcpy(bytes_, bytes.data(), size_);
    }
    bool empty() const { return size_ == 0; }
    std::string_view bytes() const { return {bytes_, size_}; }
    /// sa_family; 0 when there is none.
    uint16_t family() const {
        uint16_t family = 0;
        if (size_ >= sizeof family) std::memcpy(&family, bytes_, sizeof family);
        return family;
    }
    bool operator==(const address &other) const { return bytes() == other.bytes(); }

private:
    uint8_t size_ = 0;
    char bytes_[protocol::socket_address_max];
};

/// Send rights on their way from one process to another.
class passed_rights {
public:
    passed_rights() = default;
    explicit passed_rights(std::span<const mach_port_t> rights)
        : rights_(rights.begin(), rights.end()) {}
    passed_rights(passed_rights &&) = default;
    passed_rights &operator=(passed_rights &&other) noexcept {
        std::swap(rights_, other.rights_);
        return *this;
    }
    ~passed_rights() {
        for (const mach_port_t right : rights_)
            if (MACH_PORT_VALID(right)) (void)mach_port_deallocate(mach_task_self(), right);
    }
    bool empty() const { return rights_.empty(); }
    const std::vector<mach_port_t> &all() const { return rights_; }
    /// The caller gets them.
    std::vector<mach_port_t> release() { return std::exchange(rights_, {}); }
    /// A further user reference of each.
    passed_rights copy() const {
        for (const mach_port_t right : rights_)
            (void)mach_port_mod_refs(mach_task_self(), right, MACH_PORT_RIGHT_SEND, 1);
        return passed_rights(rights_);
    }

private:
    std::vector<mach_port_t> rights_;
};

/// Linux's MSG_* flags.
namespace message_flag {
inline constexpr uint32_t out_of_band = 1, peek = 2, control_truncated = 8, truncated = 0x20,
                          dont_wait = 0x40, end_of_record = 0x80, wait_all = 0x100,
                          no_signal = 0x4000;
}

struct outgoing {
    std::span<const char> data;
    address to;                            ///< empty: the peer
    mach_port_t to_port = MACH_PORT_NULL;  ///< address port of a local socket; borrowed
    uint32_t flags = 0;                    ///< message_flag
    protocol::socket_credentials sender = {};
    passed_rights rights = {};  ///< taken when the message has been accepted
};

struct incoming {
    std::span<char> room;
    uint32_t flags = 0;      ///< asked for; afterwards those of the message
    std::size_t count = 0;   ///< bytes written to `room`
    std::size_t length = 0;  ///< of the whole message
    address from = {};
    passed_rights rights = {};
    std::vector<char> control = {};  ///< struct cmsghdr records, SCM_RIGHTS not among them
};

}  // namespace network
