/// \file
/// The I/O interface: what an open file, pipe, terminal or socket answers. One port per open file
/// description, so that position and status flags are shared by duplicated and inherited
/// descriptors as POSIX says. The description is closed when its last send right is gone
/// (no-senders). Ids 20000 to 20099. Errors are unix_error(errno).
///
/// A request that may wait carries a `cookie`, unique among the sender's pending requests.
/// io_interrupt with that cookie makes the server answer it at once (EINTR, or what has been
/// transferred), so that nothing is lost when a signal comes: the caller always receives exactly
/// one reply. Values of flags, whence, modes, events, ioctl requests and dirents are Linux's
/// generic ABI (asm-generic; libposix translates where an architecture differs).
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

/// Data up to this size goes inline; more goes out of line with the *_ool routines.
inline constexpr unsigned io_inline_max = 4096;
inline constexpr unsigned io_control_max = 256;
/// Offset argument that means: at the file position, and move it.
inline constexpr int64_t io_at_position = -1;

#pragma pack(push, 4)

/// Attributes; times in nanoseconds since the epoch.
struct io_attributes {
    uint64_t device, inode;
    uint32_t mode;  ///< S_IFMT and permissions
    uint32_t links;
    uint32_t uid, gid;
    uint64_t special_device;
    uint64_t size, blocks;  ///< bytes; units of 512 bytes
    uint32_t block_size;
    int64_t access_time, modification_time, change_time;
};
struct io_filesystem {
    uint64_t type, block_size, blocks, blocks_free, blocks_available, files, files_free, name_max,
        flags, id;
};

struct io_read_request {
    int64_t offset;
    uint32_t count;  ///< at most io_inline_max
    uint32_t cookie;
};
struct io_read_reply {
    kern_return_t result;
    mach::rpc::tail<char, io_inline_max> variable;  ///< count 0: end of file
};
struct io_read_ool_request {
    int64_t offset;
    uint32_t count;  ///< any
    uint32_t cookie;
};
struct io_read_ool_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::ool};
    mach_msg_ool_descriptor_t data;
    kern_return_t result;
    uint32_t more;  ///< boolean: `data` ends before both what was asked for and the file, because
                    ///< of how it lies here; a read never ends there on Linux
};
struct io_write_request {
    int64_t offset;
    uint32_t cookie;
    mach::rpc::tail<char, io_inline_max> variable;
};
struct io_write_ool_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::ool};
    mach_msg_ool_descriptor_t data;
    int64_t offset;
    uint32_t cookie;
};
struct io_write_reply {
    kern_return_t result;
    uint32_t count;  ///< bytes written; 0 < count < asked for: a partial write
};
struct io_seek_request {
    int64_t offset;
    uint32_t whence;
};
struct io_offset_reply {
    kern_return_t result;
    int64_t offset;
};
struct io_attributes_reply {
    kern_return_t result;
    io_attributes attributes;
};
struct io_flags_request {
    uint32_t flags, mask;  ///< new values of the O_* status flags in `mask` (O_APPEND, O_NONBLOCK);
                           ///< mask 0: only read them
};
struct io_flags_reply {
    kern_return_t result;
    uint32_t flags;  ///< access mode and status flags after the change
};
struct io_poll_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {
        mach::rpc::descriptor_kind::send_once};
    mach_msg_port_descriptor_t notify;  ///< null: only tell what is ready now
    uint32_t events;                    ///< POLLIN, POLLOUT, POLLPRI, POLLRDHUP; io_poll_edge
    uint32_t cookie;                    ///< comes back in the io_ready message
};
struct io_poll_reply {
    kern_return_t result;
    uint32_t ready;  ///< if not zero, the notify right was dropped unused (without io_poll_edge)
};
/// Keep the notify right also when something is ready now, until more happens: for whoever wants to
/// hear of changes.
inline constexpr uint32_t io_poll_edge = 1u << 31;
struct io_ready_request {
    uint32_t ready, cookie;
};
enum class io_owner_what : uint32_t { ask, set, tell, tell_not };
struct io_owner_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t owner;  ///< with `set`; else null
    io_owner_what what;
};
struct io_owner_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t owner;  ///< null: there is none
    kern_return_t result;
};
/// O_ASYNC in what io_flags tells; it is changed by io_owner.
inline constexpr uint32_t io_flag_async = 020000;
struct io_changed_request {
    uint32_t reason;  ///< POLL_IN, POLL_OUT, POLL_HUP, ... as in si_code
};
struct io_interrupt_request {
    uint32_t cookie;
};
struct io_map_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t object;  ///< memory object; offset 0 is the file's first byte
    kern_return_t result;
    uint64_t size;
    uint32_t writable;  ///< boolean: a shared mapping may be writable
};
struct io_map_request {
    uint32_t protection;  ///< VM_PROT_* wanted for a shared mapping; 0 for a private one
};
struct io_truncate_request {
    uint64_t size;
};
struct io_sync_request {
    uint32_t data_only;
};
struct io_control_request {
    uint32_t request;  ///< ioctl number
    uint32_t cookie;
    uint64_t argument;  ///< the argument where it is a value, not a pointer
    mach::rpc::tail<char, io_control_max> variable;  ///< what the argument points to
};
struct io_control_reply {
    kern_return_t result;
    int32_t value;  ///< return value of the ioctl
    mach::rpc::tail<char, io_control_max>
        variable;  ///< what is to be stored where the argument points
};
struct io_read_directory_request {
    uint32_t count;  ///< at most io_inline_max bytes of entries
};
struct io_read_directory_reply {
    kern_return_t result;
    mach::rpc::tail<char, io_inline_max>
        variable;  ///< struct linux_dirent64 records; empty: the end
};
struct io_set_attributes_request {
    uint32_t valid;  ///< io_set_* bits
    uint32_t mode, uid, gid;
    int64_t access_time, modification_time;  ///< ns
};
struct io_filesystem_reply {
    kern_return_t result;
    io_filesystem filesystem;
};
struct io_path_reply {
    kern_return_t result;
    mach::rpc::tail<char, 4096> variable;  ///< absolute path, no terminating zero
};
struct io_lock_request {
    uint32_t command;  ///< F_GETLK, F_SETLK, F_SETLKW, or LOCK_* of flock with bit 31 set
    uint32_t cookie;
    uint32_t type;           ///< F_RDLCK, F_WRLCK, F_UNLCK
    uint64_t start, length;  ///< bytes, absolute; length 0: to the end. The owner is the sender's
                             ///< pid (flock: the description)
};
struct io_lock_reply {
    kern_return_t result;
    uint32_t type;
    uint64_t start, length;
    uint32_t pid;
};
#pragma pack(pop)

inline constexpr uint32_t io_set_mode = 1, io_set_uid = 2, io_set_gid = 4, io_set_access_time = 8,
                          io_set_modification_time = 16, io_set_access_now = 32,
                          io_set_modification_now = 64;

using io_read = mach::rpc::routine<20000, "io_read", io_read_request, io_read_reply>;
using io_read_ool =
    mach::rpc::routine<20001, "io_read_ool", io_read_ool_request, io_read_ool_reply>;
using io_write = mach::rpc::routine<20002, "io_write", io_write_request, io_write_reply>;
using io_write_ool =
    mach::rpc::routine<20003, "io_write_ool", io_write_ool_request, io_write_reply>;
using io_seek = mach::rpc::routine<20004, "io_seek", io_seek_request, io_offset_reply>;
using io_stat = mach::rpc::routine<20005, "io_stat", mach::rpc::empty_request, io_attributes_reply>;
using io_flags = mach::rpc::routine<20006, "io_flags", io_flags_request, io_flags_reply>;
using io_poll = mach::rpc::routine<20007, "io_poll", io_poll_request, io_poll_reply>;
using io_interrupt = mach::rpc::simple_routine<20008, "io_interrupt", io_interrupt_request>;
using io_map = mach::rpc::routine<20009, "io_map", io_map_request, io_map_reply>;
using io_truncate = mach::rpc::routine<20010, "io_truncate", io_truncate_request>;
using io_sync = mach::rpc::routine<20011, "io_sync", io_sync_request>;
using io_control = mach::rpc::routine<20012, "io_control", io_control_request, io_control_reply>;
using io_read_directory = mach::rpc::routine<20013, "io_read_directory", io_read_directory_request,
                                             io_read_directory_reply>;
using io_set_attributes = mach::rpc::routine<20014, "io_set_attributes", io_set_attributes_request>;
using io_statfs =
    mach::rpc::routine<20015, "io_statfs", mach::rpc::empty_request, io_filesystem_reply>;
/// A directory's (or any linked file's) absolute path; ENOENT when it has been removed.
using io_path = mach::rpc::routine<20016, "io_path", mach::rpc::empty_request, io_path_reply>;
using io_lock = mach::rpc::routine<20017, "io_lock", io_lock_request, io_lock_reply>;
/// To the notify right of io_poll.
using io_ready = mach::rpc::simple_routine<20018, "io_ready", io_ready_request>;

/// To an owner's port (protocol/process.hpp): the file has changed.
using io_changed = mach::rpc::simple_routine<20019, "io_changed", io_changed_request>;
/// Who is told by io_changed of what happens to an open file, and whether (SIGIO). A kind of file
/// that has no such changes answers `tell` with unix_error(EINVAL), or does not know the question.
using io_owner = mach::rpc::routine<20020, "io_owner", io_owner_request, io_owner_reply>;
using io_owner_interface = mach::rpc::interface<"io_owner", io_owner>;

using io_interface =
    mach::rpc::interface<"io", io_read, io_read_ool, io_write, io_write_ool, io_seek, io_stat,
                         io_flags, io_poll, io_interrupt, io_map, io_truncate, io_sync, io_control,
                         io_read_directory, io_set_attributes, io_statfs, io_path, io_lock>;

}  // namespace protocol
