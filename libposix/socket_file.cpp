#include <socket_file.hpp>

#include <cerrno>
#include <csignal>
#include <string_view>

#include <sys/stat.h>

#include <errno_of.hpp>
#include <path.hpp>
#include <process.hpp>
#include <signals.hpp>

namespace posix {

namespace {
constexpr uint16_t family_local = 1;
}

long socket_of(int fd, mach_port_t &port) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL || file.path_only) return -EBADF;
    if (!S_ISSOCK(file.mode)) return -ENOTSOCK;
    port = file.port;
    return 0;
}

mach_port_t network_server() {
    if (self.network != MACH_PORT_NULL) {
        mach_port_type_t type = 0;
        if (mach_port_type(mach_task_self(), self.network, &type) == KERN_SUCCESS &&
            (type & MACH_PORT_TYPE_SEND) != 0)
            return self.network;
        (void)mach_port_deallocate(mach_task_self(), self.network);
        self.network = MACH_PORT_NULL;
    }
    mach::rpc::exchange<protocol::file_find_network> x;
    if (x.call(self.file_service) == KERN_SUCCESS) self.network = x.reply().address.name;
    return self.network;
}

long socket_error(kern_return_t result, bool sending) {
    if (result == MACH_SEND_INVALID_DEST || result == MIG_SERVER_DIED)
        return sending ? -EPIPE : -ECONNRESET;
    return errno_of(result);
}

long socket_transfer_result(long result, bool sending) {
    if (result != -EBADF && result != -EIO) return result;
    if (!sending) return -ECONNRESET;
    raise_here(SIGPIPE, SI_USER);
    return -EPIPE;
}

socket_address::~socket_address() {
    if (port_ != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), port_);
}

long socket_address::load(user_address from, uint32_t size) {
    if (size > sizeof bytes_) return -EINVAL;
    if (!copy_from_user(bytes_, from, size)) return -EFAULT;
    size_ = size;
    return 0;
}

bool socket_address::local_path() const {
    uint16_t family = 0;
    if (size_ <= sizeof family) return false;
    memcpy(&family, bytes_, sizeof family);
    return family == family_local && bytes_[sizeof family] != 0;
}

std::string_view socket_address::path() const {
    const char *begin = bytes_ + sizeof(uint16_t);
    const std::size_t room = size_ - sizeof(uint16_t);
    std::size_t length = 0;
    while (length < room && begin[length] != 0) ++length;
    return {begin, length};
}

long socket_address::find() {
    if (!local_path()) return 0;
    mach::rpc::exchange<protocol::file_find_socket> x;
    const kern_return_t kr =
        path_call(x, at_working_directory, path(), [](protocol::file_path_request &request) {
            request.flags = 0;
            request.mode = 0;
            request.value = 0;
        });
    if (kr == KERN_SUCCESS) port_ = x.reply().address.name;
    return errno_of(kr);
}

void socket_address::put(protocol::socket_address_tail &to) const {
    memcpy(to.items, bytes_, size_);
    to.count = size_;
}

long store_address(user_address address, user_address size, const char *bytes, uint32_t count) {
    if (address == 0) return 0;
    int32_t room;
    if (!get_user(room, size)) return -EFAULT;
    if (room < 0) return -EINVAL;
    const uint32_t some = count < static_cast<uint32_t>(room) ? count : static_cast<uint32_t>(room);
    if (!copy_to_user(address, bytes, some) || !put_user(size, count)) return -EFAULT;
    return 0;
}

}  // namespace posix
