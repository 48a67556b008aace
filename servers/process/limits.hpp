/// \file
/// Resource limits of processes. The library of each keeps and enforces them; the server reads and
/// writes them there for others.
#pragma once

#include <span>
#include <string>

#include <process.hpp>
#include <protocol/posix_image.hpp>

namespace process_server {

using limits_span = std::span<protocol::posix_resource_limit, protocol::posix_limit_count>;

/// \return whether the process has memory that could be read.
bool read_limits(const process &p, limits_span into);

/// /proc/PID/limits.
std::string limits_text(const process &p);

}  // namespace process_server
