/// \file
/// The files of /proc/net (proc(5)).
#pragma once

#include <string>
#include <string_view>

#include "../result.hpp"

namespace network {

/// ENOENT.
outcome<std::string> proc_text(std::string_view name);

}  // namespace network
