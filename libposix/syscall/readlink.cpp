#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>

#include <descriptor_path.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <path.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// "pipe:[17]" and the like, for files without a path.
uint32_t describe(const descriptor &file, char *to) {
    mach::rpc::exchange<protocol::io_stat> x;
    uint64_t inode = x.call(file.port) == KERN_SUCCESS ? x.reply().attributes.inode : 0;
    const char *kind = S_ISFIFO(file.mode)   ? "pipe:["
                       : S_ISSOCK(file.mode) ? "socket:["
                                             : "anon_inode:[";
    uint32_t size = static_cast<uint32_t>(strlen(kind));
    memcpy(to, kind, size);
    char digits[20];
    unsigned count = 0;
    do {
        digits[count++] = static_cast<char>('0' + inode % 10);
        inode /= 10;
    } while (inode != 0);
    while (count > 0) to[size++] = digits[--count];
    to[size++] = ']';
    return size;
}

/// What /proc/self/fd/N links to.
long descriptor_target(const descriptor &file, user_address buffer, uint32_t size) {
    mach::rpc::exchange<protocol::io_path> x;
    auto &path = x.reply().variable;
    const bool named =
        !S_ISFIFO(file.mode) && !S_ISSOCK(file.mode) && x.call(file.port) == KERN_SUCCESS;
    if (!named) path.count = describe(file, path.items);
    const uint32_t count = path.count < size ? path.count : size;
    return copy_to_user(buffer, path.items, count) ? static_cast<long>(count) : -EFAULT;
}

}  // namespace

long sys_readlinkat(int directory, user_address path, user_address buffer, int size) {
    if (size <= 0) return -EINVAL;
    if (const int fd = descriptor_of_path(path); fd >= 0) {
        const descriptor file = descriptors.get(fd);
        if (file.port != MACH_PORT_NULL)
            return descriptor_target(file, buffer, static_cast<uint32_t>(size));
    }
    mach::rpc::exchange<protocol::file_read_link> x;
    const kern_return_t kr = path_call(x, directory, path,
                                       [](protocol::file_path_request &request) {
                                           request.flags = protocol::file_no_follow;
                                           request.mode = 0;
                                           request.value = 0;
                                       },
                                       {.allow_empty = true});
    if (const long error = errno_of(kr); error != 0) {
        // What is named by a descriptor alone, or by nothing, is not there when it is no link.
        char first = 1;
        return error == -EINVAL && get_user(first, path) && first == 0 ? -ENOENT : error;
    }
    const auto &contents = x.reply().variable;
    const uint32_t count =
        contents.count < static_cast<uint32_t>(size) ? contents.count : static_cast<uint32_t>(size);
    return copy_to_user(buffer, contents.items, count) ? static_cast<long>(count) : -EFAULT;
}

}  // namespace posix
