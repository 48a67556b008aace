/// \file
/// The port of one open file description.
#pragma once

#include <lib/port_object.hpp>
#include <mach/server.hpp>
#include <protocol/event.hpp>
#include <protocol/file.hpp>
#include <protocol/message_queue.hpp>
#include <port/change_watch.hpp>
#include <vfs/credentials.hpp>
#include <vfs/description.hpp>

namespace port {

/// A request as its handler sees it.
template <class Routine>
using call = const mach::rpc::call<Routine> &;

/// Answers the I/O interface for any file, and the file interface, relative to itself, for
/// directories. Ports are kept when their file is closed and used again for the next one: a port
/// costs several kernel calls, an open then only one.
class open_port final : public server::port_object {
public:
    /// A port with an empty description; null when the kernel has no more ports or memory is
    /// exhausted.
    static open_port *take();
    /// Gives it back unused: nobody has been sent a right to it.
    void give_back();
    /// The open file behind a send right that came in a message and that this call releases; null
    /// when it is none of ours.
    static open_port *resolve(mach_port_t right);
    /// Is a right in this task one to an open file of this server?
    static bool is_one(mach_port_t right);

    vfs::description &file() { return file_; }

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void no_senders() override;

    // The I/O interface: io_*.cpp.
    kern_return_t serve(protocol::io_read, call<protocol::io_read> c);
    kern_return_t serve(protocol::io_read_ool, call<protocol::io_read_ool> c);
    kern_return_t serve(protocol::io_write, call<protocol::io_write> c);
    kern_return_t serve(protocol::io_write_ool, call<protocol::io_write_ool> c);
    kern_return_t serve(protocol::io_seek, call<protocol::io_seek> c);
    kern_return_t serve(protocol::io_stat, call<protocol::io_stat> c);
    kern_return_t serve(protocol::io_flags, call<protocol::io_flags> c);
    kern_return_t serve(protocol::io_poll, call<protocol::io_poll> c);
    void serve(protocol::io_interrupt, call<protocol::io_interrupt> c);
    kern_return_t serve(protocol::io_map, call<protocol::io_map> c);
    kern_return_t serve(protocol::io_truncate, call<protocol::io_truncate> c);
    kern_return_t serve(protocol::io_sync, call<protocol::io_sync> c);
    kern_return_t serve(protocol::io_control, call<protocol::io_control> c);
    kern_return_t serve(protocol::io_read_directory, call<protocol::io_read_directory> c);
    kern_return_t serve(protocol::io_set_attributes, call<protocol::io_set_attributes> c);
    kern_return_t serve(protocol::io_statfs, call<protocol::io_statfs> c);
    kern_return_t serve(protocol::io_path, call<protocol::io_path> c);
    kern_return_t serve(protocol::io_lock, call<protocol::io_lock> c);
    kern_return_t serve(protocol::io_owner, call<protocol::io_owner> c);

    // The file interface: file_*.cpp.
    kern_return_t serve(protocol::file_open, call<protocol::file_open> c);
    kern_return_t serve(protocol::file_stat, call<protocol::file_stat> c);
    kern_return_t serve(protocol::file_access, call<protocol::file_access> c);
    kern_return_t serve(protocol::file_read_link, call<protocol::file_read_link> c);
    kern_return_t serve(protocol::file_make_directory, call<protocol::file_make_directory> c);
    kern_return_t serve(protocol::file_make_node, call<protocol::file_make_node> c);
    kern_return_t serve(protocol::file_unlink, call<protocol::file_unlink> c);
    kern_return_t serve(protocol::file_truncate, call<protocol::file_truncate> c);
    kern_return_t serve(protocol::file_allocate, call<protocol::file_allocate> c);
    kern_return_t serve(protocol::file_seal, call<protocol::file_seal> c);
    kern_return_t serve(protocol::pipe_copy, call<protocol::pipe_copy> c);
    kern_return_t serve(protocol::pipe_size, call<protocol::pipe_size> c);
    kern_return_t serve(protocol::file_set_attributes, call<protocol::file_set_attributes> c);
    kern_return_t serve(protocol::file_statfs, call<protocol::file_statfs> c);
    kern_return_t serve(protocol::file_rename, call<protocol::file_rename> c);
    kern_return_t serve(protocol::file_link, call<protocol::file_link> c);
    kern_return_t serve(protocol::file_symlink, call<protocol::file_symlink> c);
    kern_return_t serve(protocol::file_resolve, call<protocol::file_resolve> c);
    kern_return_t serve(protocol::file_mount, call<protocol::file_mount> c);
    kern_return_t serve(protocol::file_change_root, call<protocol::file_change_root> c);
    kern_return_t serve(protocol::file_mount_device, call<protocol::file_mount_device> c);
    kern_return_t serve(protocol::file_unmount, call<protocol::file_unmount> c);
    kern_return_t serve(protocol::file_bind_socket, call<protocol::file_bind_socket> c);
    kern_return_t serve(protocol::file_find_socket, call<protocol::file_find_socket> c);

    // Message queues: message_queue_calls.cpp.
    kern_return_t serve(protocol::mqueue_send, call<protocol::mqueue_send> c);
    kern_return_t serve(protocol::mqueue_receive, call<protocol::mqueue_receive> c);
    kern_return_t serve(protocol::mqueue_state, call<protocol::mqueue_state> c);
    kern_return_t serve(protocol::mqueue_notify, call<protocol::mqueue_notify> c);

    // The events' interface: io_event.cpp.
    kern_return_t serve(protocol::event_timer_set, call<protocol::event_timer_set> c);
    kern_return_t serve(protocol::event_change, call<protocol::event_change> c);
    kern_return_t serve(protocol::event_add, call<protocol::event_add> c);
    kern_return_t serve(protocol::event_wait, call<protocol::event_wait> c);
    kern_return_t serve(protocol::event_watch, call<protocol::event_watch> c);
    kern_return_t serve(protocol::event_unwatch, call<protocol::event_unwatch> c);
    void serve(protocol::event_again, call<protocol::event_again> c);
    void serve(protocol::io_ready, call<protocol::io_ready> c);

    /// What is open, where more than the I/O interface depends on it.
    enum class kind : uint8_t { other, timer, set, notifier };
    void set_kind(kind k) { kind_ = k; }

private:
    explicit open_port(server::loop &loop) : port_object(loop) {}
    ~open_port() override = default;

    /// dispatch without what becomes of it for those who watch files.
    mach::rpc::disposition demux(mach_msg_header_t &in, mach_msg_header_t &out);
    void close();
    const vfs::ref<vfs::vnode> &root() const;

    vfs::description file_;
    change_watch watch_{file_};
    kind kind_ = kind::other;
    open_port *next_free_ = nullptr;
};

/// The loop that serves every port of this server.
server::loop &main_loop();

/// Wakes whom an operation on `io` may have let go on.
inline void settle(vfs::io_object &io) {
    if (vfs::wait_queue *queue = io.waiters(); queue && !queue->empty()) queue->settle();
}

}  // namespace port
