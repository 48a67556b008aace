// Calls with two paths, both below one server: file_elsewhere is EXDEV.
#include <cerrno>
#include <string_view>
#include <type_traits>

#include <fcntl.h>

#include <descriptor_path.hpp>
#include <errno_of.hpp>
#include <mach/mach_traps.h>
#include <path.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// Appends a path to a request's two.
kern_return_t append(mach::rpc::tail<char, 2 * protocol::path_max> &to, user_address path,
                     bool allow_empty) {
    const long length = copy_string_from_user(to.items + to.count, path, protocol::path_max);
    if (length < 0) return protocol::unix_error(EFAULT);
    if (length >= static_cast<long>(protocol::path_max)) return protocol::unix_error(ENAMETOOLONG);
    if (length == 0 && !allow_empty) return protocol::unix_error(ENOENT);
    to.count += static_cast<uint32_t>(length);
    return KERN_SUCCESS;
}

/// Must it have characters, may it, or is the descriptor itself meant?
enum class first_path : uint8_t { some, any, none };

template <class Routine>
long two_paths(int first_directory, user_address first, int second_directory, user_address second,
               uint32_t flags, first_path kind = first_path::some) {
    mach::rpc::exchange<Routine> x;
    auto &request = x.request();
    request.flags = flags;
    request.variable.count = 0;
    if (kind != first_path::none) {
        const kern_return_t kr = append(request.variable, first, kind == first_path::any);
        if (kr != KERN_SUCCESS) return errno_of(kr);
    }
    request.first = request.variable.count;
    if (const kern_return_t kr = append(request.variable, second, false); kr != KERN_SUCCESS)
        return errno_of(kr);
    // A symbolic link's contents are no path of this call: it begins where its name does.
    const mach_port_t from =
        std::is_same_v<Routine, protocol::file_symlink>
            ? path_start(second_directory, request.variable.items + request.first,
                         request.variable.count - request.first)
            : path_start(first_directory, request.variable.items, request.first);
    const mach_port_t to = path_start(second_directory, request.variable.items + request.first,
                                      request.variable.count - request.first);
    if (from == MACH_PORT_NULL || to == MACH_PORT_NULL) return -EBADF;
    request.second_directory =
        mach::rpc::port_descriptor(from == to ? MACH_PORT_NULL : to, MACH_MSG_TYPE_COPY_SEND);
    return errno_of(path_error(x.call(from)));
}

}  // namespace

long sys_symlinkat(user_address contents, int directory, user_address path) {
    return two_paths<protocol::file_symlink>(directory, contents, directory, path, 0);
}

long sys_mount(user_address device, user_address folder, user_address type, uint64_t flags,
               user_address) {
    constexpr uint64_t read_only = 1, remount = 32, bind = 4096, move = 8192;
    char name[16];
    if (flags & (remount | bind | move)) return -EINVAL;
    const long length = copy_string_from_user(name, type, sizeof name);
    if (length < 0) return -EFAULT;
    const std::string_view wanted(name, static_cast<std::size_t>(length));
    if (wanted != "ext2" && wanted != "ext3") return -ENODEV;
    return two_paths<protocol::file_mount_device>(
        AT_FDCWD, device, AT_FDCWD, folder, flags & read_only ? protocol::file_mount_read_only : 0);
}

long sys_umount2(user_address folder, uint32_t flags) {
    if (flags) return -EINVAL;
    mach::rpc::exchange<protocol::file_unmount> x;
    return errno_of(path_call(x, AT_FDCWD, folder, [](protocol::file_path_request &request) {
        request.flags = 0;
        request.mode = 0;
        request.value = 0;
    }));
}

long sys_linkat(int old_directory, user_address old_path, int new_directory, user_address new_path,
                uint32_t flags) {
    if ((flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) != 0) return -EINVAL;
    // /proc/self/fd/N, followed: what the descriptor has open, even if it has no name.
    if (const int fd = descriptor_of_path(old_path); (flags & AT_SYMLINK_FOLLOW) != 0 && fd >= 0)
        return two_paths<protocol::file_link>(fd, old_path, new_directory, new_path, 0,
                                              first_path::none);
    const uint32_t no_follow = (flags & AT_SYMLINK_FOLLOW) == 0 ? protocol::file_no_follow : 0;
    return two_paths<protocol::file_link>(
        old_directory, old_path, new_directory, new_path, no_follow,
        (flags & AT_EMPTY_PATH) != 0 ? first_path::any : first_path::some);
}

long sys_renameat2(int old_directory, user_address old_path, int new_directory,
                   user_address new_path, uint32_t flags) {
    if ((flags & ~3u) != 0 || flags == 3) return -EINVAL;
    return two_paths<protocol::file_rename>(old_directory, old_path, new_directory, new_path,
                                            flags);
}

long sys_renameat(int old_directory, user_address old_path, int new_directory,
                  user_address new_path) {
    return sys_renameat2(old_directory, old_path, new_directory, new_path, 0);
}

}  // namespace posix
