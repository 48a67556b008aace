/// \file
/// A server's place among the others.
#pragma once

#include <string_view>

#include <mach/mach.h>

namespace server {

/// Registers a send right to `port` under `name` with bootstrap.
[[nodiscard]] kern_return_t register_name(std::string_view name, mach_port_t port);
/// A send right to the service `name`, waiting until it is registered; MACH_PORT_NULL when no such
/// service is described.
[[nodiscard]] mach_port_t lookup(std::string_view name);
/// As lookup, but MACH_PORT_NULL when it is not registered within that time.
[[nodiscard]] mach_port_t lookup_within(std::string_view name, mach_msg_timeout_t ms);
/// As lookup, but MACH_PORT_NULL when it is not registered now.
[[nodiscard]] mach_port_t lookup_now(std::string_view name);
/// As lookup, but without waiting: the answer, name_lookup's (protocol/name.hpp), comes to the
/// receive right `to`.
[[nodiscard]] kern_return_t lookup_later(std::string_view name, mach_port_t to);
/// A right that bootstrap handed to this server under `name` (service description's `rights`:
/// host_priv, device_master, archive, ...).
[[nodiscard]] mach_port_t granted(std::string_view name);
/// Has bootstrap keep a copy of a send right for this service's next task, under a number of one's
/// own and beside those that are there (protocol/name.hpp). KERN_DENIED, KERN_RESOURCE_SHORTAGE.
[[nodiscard]] kern_return_t keep_right(uint32_t number, mach_port_t right);
/// Gives up all rights that are kept under the number. KERN_DENIED.
kern_return_t let_rights_go(uint32_t number);
/// Does a call's result say that its server died, before the call or instead of an answer?
inline bool is_death(kern_return_t kr) {
    return kr == MACH_SEND_INVALID_DEST || kr == MIG_SERVER_DIED;
}
/// printf-like line into the kernel log, with the server's name in front.
void log(const char *format, ...) __attribute__((format(printf, 1, 2)));

}  // namespace server
