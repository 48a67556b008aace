/// \file
/// Calls that name a file: where the path begins (working directory, descriptor) and what to do
/// when it leaves the server asked.
#pragma once

#include <cerrno>
#include <string_view>

#include <call.hpp>
#include <mach/client.hpp>
#include <protocol/error.hpp>
#include <protocol/file.hpp>
#include <user_copy.hpp>

namespace posix {

inline constexpr int at_working_directory = -100;  // AT_FDCWD

/// Copies a path into a message. \return KERN_SUCCESS, or EFAULT, ENAMETOOLONG, and ENOENT for an
/// empty one unless that is allowed.
kern_return_t load_path(protocol::path_tail &to, user_address path, bool allow_empty);
/// A path of the library's own.
kern_return_t load_path(protocol::path_tail &to, std::string_view path, bool allow_empty);
/// A path like /proc/self/fd/N that is to be followed becomes the empty one at that descriptor.
void follow_descriptor_link(int &directory, protocol::path_tail &path);
/// The port that a path is looked up at; MACH_PORT_NULL: `directory` is not an open descriptor.
mach_port_t path_start(int directory, const char *path, uint32_t size);
/// After file_elsewhere: where the path at `start` leads.
/// \param start the port asked; in the end the one to ask, a right that is the caller's.
/// \param path the path asked for; in the end what is left of it.
kern_return_t resolve_elsewhere(mach_port_t &start, protocol::path_tail &path);
/// Which error a path operation on something else than a directory gives.
kern_return_t path_error(kern_return_t result);

/// How a path call treats its path.
struct path_options {
    bool allow_empty = false;
    bool interruptible = false;  ///< the request has a cookie, which `fill` sets
    uint32_t cookie = 0;
    bool follow_descriptors = false;  ///< /proc/self/fd/N means what descriptor N has open
};

/// Calls Routine for a path (a user_address or a string_view), relative to `directory`. `fill` sets
/// the request's members except the path; it is called again when another server has to be asked.
template <class Routine, class Path, class Fill>
kern_return_t path_call(mach::rpc::exchange<Routine> &x, int directory, Path path, Fill fill,
                        path_options options = {}) {
    protocol::path_tail &tail = x.request().variable;
    if (const kern_return_t kr = load_path(tail, path, options.allow_empty); kr != KERN_SUCCESS)
        return kr;
    if (options.follow_descriptors) follow_descriptor_link(directory, tail);
    mach_port_t port = path_start(directory, tail.items, tail.count);
    if (port == MACH_PORT_NULL) return protocol::unix_error(EBADF);
    bool owned = false;
    for (unsigned servers = 0;; ++servers) {
        fill(x.request());
        const kern_return_t kr =
            options.interruptible ? io_call(x, port, options.cookie) : x.call(port);
        if (owned) (void)mach_port_deallocate(mach_task_self(), port);
        if (kr != protocol::file_elsewhere) return path_error(kr);
        if (servers == 8) return protocol::unix_error(ELOOP);
        if (const kern_return_t loaded = load_path(tail, path, options.allow_empty);
            loaded != KERN_SUCCESS)
            return loaded;
        if (options.follow_descriptors) follow_descriptor_link(directory, tail);
        port = path_start(directory, tail.items, tail.count);
        for (unsigned step = 0; step <= servers; ++step) {
            const mach_port_t asked = port;
            const kern_return_t resolved = resolve_elsewhere(port, tail);
            if (step > 0) (void)mach_port_deallocate(mach_task_self(), asked);
            if (resolved != KERN_SUCCESS) return path_error(resolved);
        }
        owned = true;
    }
}

}  // namespace posix
