#include <message_control.hpp>

#include <cerrno>

#include <fd_table.hpp>
#include <limits.hpp>
#include <mach/client.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

struct record_header {
    uint64_t size;  ///< with this header
    int32_t level, type;
};
constexpr int32_t level_socket = 1, type_rights = 1, type_credentials = 2;
constexpr uint32_t control_truncated = 8, close_on_exec = 0x40000000;

constexpr uint64_t aligned(uint64_t size) { return (size + 7) & ~uint64_t{7}; }

long load_rights(control_out &out, user_address from, uint64_t size) {
    for (uint64_t at = 0; at + sizeof(int32_t) <= size; at += sizeof(int32_t)) {
        int32_t fd;
        if (out.right_count == protocol::socket_rights_max) return -EINVAL;
        if (!get_user(fd, from + at)) return -EFAULT;
        const mach_port_t right = descriptors.port(fd);
        if (right == MACH_PORT_NULL) return -EBADF;
        out.rights[out.right_count++] = right;
    }
    return 0;
}

/// A descriptor for a right that has come; the right is consumed. \return it, or -EMFILE.
long adopt(mach_port_t right, bool cloexec) {
    mach::rpc::exchange<protocol::io_stat> x;
    const uint32_t mode = x.call(right) == KERN_SUCCESS ? x.reply().attributes.mode : 0;
    const int fd = descriptors.insert(right, mode, cloexec, 0, open_file_limit());
    if (fd < 0) (void)mach_port_deallocate(mach_task_self(), right);
    return fd;
}

}  // namespace

long control_out::load(const message_header &header) {
    uint64_t at = 0;
    if (header.control == 0) return 0;
    if (header.control_size > INT32_MAX) return -EINVAL;
    while (at + sizeof(record_header) <= header.control_size) {
        record_header record;
        if (!get_user(record, header.control + at)) return -EFAULT;
        if (record.size < sizeof record || record.size > header.control_size - at) return -EINVAL;
        const user_address data = header.control + at + sizeof record;
        const uint64_t size = record.size - sizeof record;
        if (record.level == level_socket) {
            if (record.type == type_rights) {
                if (const long error = load_rights(*this, data, size); error != 0) return error;
            } else if (record.type == type_credentials && size == sizeof credentials) {
                if (!get_user(credentials, data)) return -EFAULT;
                has_credentials = true;
            } else {
                return -EINVAL;
            }
        }
        at += aligned(record.size);
    }
    return 0;
}

long store_control(message_header &header, std::span<const char> records,
                   std::span<const mach_port_t> rights, uint32_t flags) {
    uint64_t used = 0;
    bool failed = false;
    if (!records.empty()) {
        if (records.size() <= header.control_size) {
            failed = !copy_to_user(header.control, records.data(), records.size());
            used = records.size();
        } else {
            header.flags |= control_truncated;
        }
    }
    uint64_t room = 0;  // descriptors that fit
    if (header.control_size >= used + sizeof(record_header))
        room = (header.control_size - used - sizeof(record_header)) / sizeof(int32_t);
    const user_address data = header.control + used + sizeof(record_header);
    uint64_t stored = 0;
    for (const mach_port_t right : rights) {
        const long fd = stored < room ? adopt(right, (flags & close_on_exec) != 0) : -EMFILE;
        if (fd < 0) {
            if (stored >= room) (void)mach_port_deallocate(mach_task_self(), right);
            header.flags |= control_truncated;
            room = stored;
            continue;
        }
        failed |= !put_user(data + stored++ * sizeof(int32_t), static_cast<int32_t>(fd));
    }
    if (stored != 0) {
        const record_header record{sizeof record + stored * 4, level_socket, type_rights};
        failed |= !put_user(header.control + used, record);
        used += aligned(record.size);
        if (used > header.control_size) used = header.control_size;
    }
    header.control_size = used;
    return failed ? -EFAULT : 0;
}

}  // namespace posix
