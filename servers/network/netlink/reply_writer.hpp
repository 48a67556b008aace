/// \file
/// Builds the messages of one answer and gathers them into datagrams that any reader has room for.
#pragma once

#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "netlink_layout.hpp"

namespace network::netlink {

class reply_writer {
public:
    using datagram = std::vector<char>;
    /// \param request what is answered. \param port of who asked.
    reply_writer(const header &request, uint32_t port) : request_(request), port_(port) {}

    /// A message with its fixed part, to which attributes are added.
    template <class Fixed>
    void begin(uint16_t type, uint16_t flags, const Fixed &fixed) {
        begin_bytes(type, flags, &fixed, sizeof fixed);
    }
    template <class T>
    void add(uint16_t type, const T &value) {
        add_bytes(type, &value, sizeof value);
    }
    /// With its terminating null.
    void add_text(uint16_t type, const char *text) { add_bytes(type, text, std::strlen(text) + 1); }
    void add_bytes(uint16_t type, const void *value, std::size_t size);
    /// The message is complete.
    void end();
    /// The last message of a dump, in a datagram of its own.
    void done();
    /// NLMSG_ERROR, by which success is acknowledged too. \param repeated of the request, from its
    /// header on.
    void error(int number, uint16_t flags, std::span<const char> repeated);

    std::vector<datagram> take() { return std::move(datagrams_); }

private:
    void begin_bytes(uint16_t type, uint16_t flags, const void *fixed, std::size_t size);

    const header request_;
    const uint32_t port_;
    datagram message_;
    std::vector<datagram> datagrams_;
};

}  // namespace network::netlink
