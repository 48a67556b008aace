/// \file
/// What programs ask the routing family of netlink for: interfaces, addresses and routes, as lwIP
/// has them. Nothing can be changed by it.
#pragma once

#include <span>

#include "../result.hpp"
#include "reply_writer.hpp"

namespace network::netlink {

/// Answers one request. \param body what follows its header.
/// \return EPERM, EOPNOTSUPP, ENODEV, EINVAL.
outcome<> answer_route_request(const header &request, std::span<const char> body, bool superuser,
                               reply_writer &reply);

}  // namespace network::netlink
