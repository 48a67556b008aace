#include <path.hpp>

#include <cstring>

#include <sys/stat.h>

#include <descriptor_path.hpp>
#include <fd_table.hpp>
#include <process.hpp>

namespace posix {

kern_return_t load_path(protocol::path_tail &to, user_address path, bool allow_empty) {
    const long length = copy_string_from_user(to.items, path, protocol::path_max);
    if (length < 0) return protocol::unix_error(EFAULT);
    if (length >= static_cast<long>(protocol::path_max)) return protocol::unix_error(ENAMETOOLONG);
    if (length == 0 && !allow_empty) return protocol::unix_error(ENOENT);
    to.count = static_cast<uint32_t>(length);
    return KERN_SUCCESS;
}

kern_return_t load_path(protocol::path_tail &to, std::string_view path, bool) {
    if (path.size() >= protocol::path_max) return protocol::unix_error(ENAMETOOLONG);
    if (path.empty()) return protocol::unix_error(ENOENT);
    memcpy(to.items, path.data(), path.size());
    to.count = static_cast<uint32_t>(path.size());
    return KERN_SUCCESS;
}

void follow_descriptor_link(int &directory, protocol::path_tail &path) {
    const int fd = descriptor_of_path({path.items, path.count});
    if (fd < 0) return;
    // Servers of other kinds answer nothing about names; those have a path to be looked up.
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL ||
        (!S_ISREG(file.mode) && !S_ISDIR(file.mode) && !S_ISFIFO(file.mode)))
        return;
    directory = fd;
    path.count = 0;
}

mach_port_t path_start(int directory, const char *path, uint32_t size) {
    if (directory == at_working_directory || (size != 0 && path[0] == '/'))
        return self.working_directory;
    return descriptors.port(directory);
}

kern_return_t resolve_elsewhere(mach_port_t &start, protocol::path_tail &path) {
    mach::rpc::exchange<protocol::file_resolve> x;
    x.request().flags = 0;
    x.request().mode = 0;
    x.request().value = 0;
    x.request().variable.count = path.count;
    memcpy(x.request().variable.items, path.items, path.count);
    if (const kern_return_t kr = x.call(start); kr != KERN_SUCCESS) return kr;
    start = x.reply().directory.name;
    if (start == MACH_PORT_NULL) {
        start = self.root_directory;
        (void)mach_port_mod_refs(mach_task_self(), start, MACH_PORT_RIGHT_SEND, 1);
    }
    path.count = x.reply().variable.count;
    memcpy(path.items, x.reply().variable.items, path.count);
    return KERN_SUCCESS;
}

kern_return_t path_error(kern_return_t result) {
    return result == MIG_BAD_ID ? protocol::unix_error(ENOTDIR) : result;
}

}  // namespace posix
