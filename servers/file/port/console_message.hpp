/// \file
/// What a person must see when there is no system yet to show it.
#pragma once

#include <string_view>

namespace port {

/// Writes a line to the log and to the console, for which it waits.
void tell_console(std::string_view line);

}  // namespace port
