/// \file
/// Control messages (cmsg(3)): descriptors and credentials that go with a message.
#pragma once

#include <cstdint>
#include <span>

#include <mach/mach.h>
#include <message_header.hpp>
#include <protocol/socket.hpp>

namespace posix {

/// What sendmsg sends besides data. The rights stay those of the descriptors.
struct control_out {
    mach_port_t rights[protocol::socket_rights_max];
    uint32_t right_count = 0;
    bool has_credentials = false;
    protocol::socket_credentials credentials = {};
    /// \return 0, -EINVAL, -EFAULT, -EBADF, -ETOOMANYREFS.
    long load(const message_header &header);
};

/// Stores what has come: the server's records, then the rights as new descriptors. Sets the
/// header's control_size and MSG_CTRUNC. The rights are consumed.
/// \param flags MSG_CMSG_CLOEXEC.
/// \return 0 or -EFAULT.
long store_control(message_header &header, std::span<const char> records,
                   std::span<const mach_port_t> rights, uint32_t flags);

}  // namespace posix
