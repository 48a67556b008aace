/// \file
/// The file interface: names below a directory. It is answered by ports of open directories (and of
/// a server mounted on a path), which also answer the I/O interface. Ids 20200 to 20299.
///
/// The server resolves the whole path, symbolic links included; an empty path means the directory
/// itself (AT_EMPTY_PATH). An absolute path starts at the root that the directory port was opened
/// under, as do absolute symbolic links (chroot). The caller's identity for permission checks is
/// the audit token in the request's trailer. Creation modes have the umask applied already. When
/// the path leaves this server, the result is `file_elsewhere`: ask file_resolve where it goes and
/// try again there.
#pragma once

#include <protocol/io.hpp>

namespace protocol {

inline constexpr unsigned path_max = 4096;
/// Result: the path crosses into another server.
inline constexpr kern_return_t file_elsewhere = -9000;

/// Open flag of our own, beside Linux's O_*: check execute permission, give a description that only
/// maps (exec).
inline constexpr uint32_t file_open_execute = 0x80000000;
/// Lookup flags: the last component may be a symbolic link that is not followed.
inline constexpr uint32_t file_no_follow = 0x100;         // AT_SYMLINK_NOFOLLOW
inline constexpr uint32_t file_remove_directory = 0x200;  // AT_REMOVEDIR
inline constexpr uint32_t file_effective_ids = 0x200;     // AT_EACCESS, of file_access

using path_tail = mach::rpc::tail<char, path_max>;

#pragma pack(push, 4)
struct file_open_request {
    uint32_t flags;   ///< O_*
    uint32_t mode;    ///< for O_CREAT
    uint32_t cookie;  ///< opening a FIFO waits
    path_tail variable;
};
struct file_open_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t file;
    kern_return_t result;
    uint32_t mode;  ///< S_IFMT and permissions of what was opened
};
struct file_path_request {
    uint32_t flags;  ///< file_no_follow, file_remove_directory
    uint32_t mode;   ///< file_make_directory, file_make_node: mode; file_access: R_OK | W_OK | X_OK
    uint64_t value;  ///< file_make_node: device number; file_truncate: size
    path_tail variable;
};
struct file_set_attributes_request {
    uint32_t flags;
    uint32_t valid;  ///< io_set_* bits
    uint32_t mode, uid, gid;
    int64_t access_time, modification_time;
    path_tail variable;
};
/// Two paths in one tail: `first` bytes of the first, then the second.
struct file_two_paths_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t second_directory;  ///< null: the same directory
    uint32_t
        flags;  ///< file_rename: RENAME_NOREPLACE 1, RENAME_EXCHANGE 2; file_link: file_no_follow
    uint32_t first;
    mach::rpc::tail<char, 2 * path_max> variable;
};
/// Gives a local socket (protocol/socket.hpp) a name.
struct file_bind_socket_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t address;
    uint32_t mode;  ///< permissions
    path_tail variable;
};
struct file_find_socket_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t address;
    kern_return_t result;
};
struct file_resolve_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t directory;  ///< null: the caller's own root
    kern_return_t result;
    path_tail variable;  ///< the rest of the path, relative to `directory`
};
/// Makes sure of space for [offset, offset + size), or gives it back.
struct file_allocate_request {
    uint32_t mode;  ///< FALLOC_FL_*: KEEP_SIZE 1, PUNCH_HOLE 2 (only with KEEP_SIZE)
    uint64_t offset, size;
};
struct file_seal_request {
    uint32_t add;  ///< F_SEAL_*
    uint32_t set;  ///< boolean: else only tells which there are
};
struct file_seal_reply {
    kern_return_t result;
    uint32_t seals;
};
struct pipe_copy_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t to;
    uint32_t count;
};
struct pipe_copy_reply {
    kern_return_t result;
    uint32_t count;
};
struct pipe_size_request {
    uint32_t set;  ///< boolean: else only tells
    uint32_t size;
};
struct pipe_size_reply {
    kern_return_t result;
    uint32_t size;
};
struct file_mount_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t server;  ///< root directory of the server that takes over
    uint32_t flags;
    path_tail variable;
};
#pragma pack(pop)

using file_open = mach::rpc::routine<20200, "file_open", file_open_request, file_open_reply>;
using file_stat = mach::rpc::routine<20201, "file_stat", file_path_request, io_attributes_reply>;
using file_access = mach::rpc::routine<20202, "file_access", file_path_request>;
using file_read_link =
    mach::rpc::routine<20203, "file_read_link", file_path_request, io_path_reply>;
using file_make_directory = mach::rpc::routine<20204, "file_make_directory", file_path_request>;
using file_make_node = mach::rpc::routine<20205, "file_make_node", file_path_request>;
using file_unlink = mach::rpc::routine<20206, "file_unlink", file_path_request>;
using file_truncate = mach::rpc::routine<20207, "file_truncate", file_path_request>;
using file_set_attributes =
    mach::rpc::routine<20208, "file_set_attributes", file_set_attributes_request>;
using file_statfs =
    mach::rpc::routine<20209, "file_statfs", file_path_request, io_filesystem_reply>;
/// First path: the old name; second, below second_directory: the new.
using file_rename = mach::rpc::routine<20210, "file_rename", file_two_paths_request>;
using file_link = mach::rpc::routine<20211, "file_link", file_two_paths_request>;
/// First path: the link's contents; second: its name.
using file_symlink = mach::rpc::routine<20212, "file_symlink", file_two_paths_request>;
using file_resolve =
    mach::rpc::routine<20213, "file_resolve", file_path_request, file_resolve_reply>;
/// Superuser only.
using file_mount = mach::rpc::routine<20214, "file_mount", file_mount_request>;
/// A directory port whose root is the named directory (chroot).
using file_change_root =
    mach::rpc::routine<20215, "file_change_root", file_path_request, file_open_reply>;

/// First path: a block device; second: the directory to mount its file system on. Superuser only.
using file_mount_device = mach::rpc::routine<20216, "file_mount_device", file_two_paths_request>;
/// Of a file system on a device, EBUSY while it is in use; or of a server. Superuser only.
using file_unmount = mach::rpc::routine<20217, "file_unmount", file_path_request>;

/// Makes the node. EADDRINUSE when the name exists.
using file_bind_socket = mach::rpc::routine<20218, "file_bind_socket", file_bind_socket_request>;
/// The address port of the socket that has the name; ECONNREFUSED when none has it now.
using file_find_socket =
    mach::rpc::routine<20219, "file_find_socket", file_path_request, file_find_socket_reply>;

/// EOPNOTSUPP: the file system does not know how.
using file_allocate = mach::rpc::routine<20220, "file_allocate", file_allocate_request>;
/// EINVAL: the file has none. EPERM: sealed against it, or not open for writing. EBUSY.
using file_seal = mach::rpc::routine<20221, "file_seal", file_seal_request, file_seal_reply>;
/// Copies from one pipe to another what can be read at once, and leaves it. EAGAIN: nothing there,
/// or no room; 0 bytes: the end; EINVAL: not two pipes; EBADF; EPIPE.
using pipe_copy = mach::rpc::routine<20222, "pipe_copy", pipe_copy_request, pipe_copy_reply>;
/// How many bytes a pipe holds, a power of two from a page to 1 MiB. EBADF: no pipe; EBUSY: more is
/// in it; EPERM: too large.
using pipe_size = mach::rpc::routine<20223, "pipe_size", pipe_size_request, pipe_size_reply>;

using file_interface = mach::rpc::interface<
    "file", file_open, file_stat, file_access, file_read_link, file_make_directory, file_make_node,
    file_unlink, file_truncate, file_set_attributes, file_statfs, file_rename, file_link,
    file_symlink, file_resolve, file_mount, file_change_root, file_mount_device, file_unmount,
    file_bind_socket, file_find_socket, file_allocate, file_seal, pipe_copy, pipe_size>;

inline constexpr uint32_t file_mount_read_only = 1;

/// What only the file server answers, on its named port "file". Ids 20600 to 20699.
#pragma pack(push, 4)
struct pipe_create_request {
    uint32_t flags;  ///< O_NONBLOCK, O_DIRECT
};
struct pipe_create_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send,
                                                                 mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t read_end, write_end;
    kern_return_t result;
};
struct file_device_message {
    uint32_t mode;    ///< with the type
    uint64_t number;  ///< as in st_rdev
    mach::rpc::tail<char, 32> variable;
};
struct file_root_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t root;
    kern_return_t result;
};
struct memory_file_request {
    uint32_t sealable;  ///< boolean
};
struct file_network_message {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t network;
};
#pragma pack(pop)
using pipe_create =
    mach::rpc::routine<20600, "pipe_create", pipe_create_request, pipe_create_reply>;
/// A directory port on "/".
using file_root = mach::rpc::routine<20601, "file_root", mach::rpc::empty_request, file_root_reply>;
/// A driver has found a device: a node for it in /dev. From servers only.
using file_device = mach::rpc::routine<20602, "file_device", file_device_message>;
/// From the network server, when it has started: its port, for those who want sockets.
using file_network = mach::rpc::simple_routine<20603, "file_network", file_network_message>;
/// The network server's port; waits until there is one.
using file_find_network = mach::rpc::routine<20604, "file_find_network", mach::rpc::empty_request,
                                             file_find_socket_reply>;
/// A file of memory that has no name, open for reading and writing.
using memory_file_create =
    mach::rpc::routine<20605, "memory_file_create", memory_file_request, file_open_reply>;
/// The system ends: every file system on a disk is left as by unmounting. From servers only.
using file_shut_down = mach::rpc::routine<20606, "file_shut_down", mach::rpc::empty_request>;
using file_service_interface =
    mach::rpc::interface<"file_service", pipe_create, file_root, file_device, file_network,
                         file_find_network, memory_file_create, file_shut_down>;

}  // namespace protocol
