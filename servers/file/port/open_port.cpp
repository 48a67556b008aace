#include <port/open_port.hpp>

#include <new>

#include <lib/loop.hpp>
#include <port/operation.hpp>
#include <vfs/array.hpp>
#include <vfs/happening.hpp>
#include <vfs/mount.hpp>
#include <vfs/notifier.hpp>
#include <vfs/record_locks.hpp>

namespace port {

namespace {

server::loop loop;

constexpr unsigned free_max = 256;
open_port *free_ports = nullptr;
unsigned free_count = 0;

/// All open ports by the index in their name, to check rights that clients send.
vfs::array<open_port *> table;

std::size_t index_of(mach_port_t name) { return name >> 8; }

}  // namespace

server::loop &main_loop() { return loop; }

open_port *open_port::take() {
    if (open_port *port = free_ports) {
        free_ports = port->next_free_;
        --free_count;
        return port;
    }
    auto *made = new (std::nothrow) open_port(main_loop());
    if (!made) return nullptr;
    const std::size_t index = index_of(made->port());
    if (made->port() == MACH_PORT_NULL || (index >= table.size() && !table.resize(index + 1))) {
        delete made;
        return nullptr;
    }
    table[index] = made;
    return made;
}

void open_port::close() {
    if (!file_.node && !file_.io) return;
    watch_.end();
    // Kept alive to the end: closing one end of a pipe is news to those who wait at the other.
    const vfs::ref<vfs::vnode> node = file_.node;
    const vfs::ref<vfs::io_object> io = file_.io;
    if (node && node->locks) {
        node->locks->clear_description(file_);
        node->locks->waiters().settle();
    }
    const bool told = node && (file_.flags & vfs::open_flag::path) == 0;
    if (told)
        vfs::tell(*node,
                  file_.writable() ? vfs::happening::close_write : vfs::happening::close_no_write);
    file_.close();
    if (told) vfs::tell_gone(*node);
    kind_ = kind::other;
    if (io) settle(*io);
}

void open_port::give_back() {
    close();
    if (free_count >= free_max) {
        table[index_of(port())] = nullptr;
        delete this;
        return;
    }
    next_free_ = free_ports;
    free_ports = this;
    ++free_count;
}

void open_port::no_senders() {
    operation::abandon_all(*this);
    give_back();
    vfs::notifier::settle_all();
}

bool open_port::is_one(mach_port_t right) {
    const std::size_t index = index_of(right);
    return MACH_PORT_VALID(right) && index < table.size() && table[index] != nullptr &&
           table[index]->port() == right;
}

open_port *open_port::resolve(mach_port_t right) {
    open_port *found = is_one(right) ? table[index_of(right)] : nullptr;
    if (MACH_PORT_VALID(right)) (void)mach_port_deallocate(mach_task_self(), right);
    return found;
}

mach::rpc::disposition open_port::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    const auto outcome = demux(in, out);
    vfs::notifier::settle_all();
    return outcome;
}

mach::rpc::disposition open_port::demux(mach_msg_header_t &in, mach_msg_header_t &out) {
    const auto outcome = mach::rpc::demux<protocol::io_interface>(*this, in, out);
    if (outcome != mach::rpc::disposition::unknown) return outcome;
    const auto named = mach::rpc::demux<protocol::file_interface>(*this, in, out);
    if (named != mach::rpc::disposition::unknown) return named;
    // A notification right that was not needed says so; that tells nothing.
    if (in.msgh_id == MACH_NOTIFY_SEND_ONCE) return mach::rpc::disposition::ignored;
    const auto owner = mach::rpc::demux<protocol::io_owner_interface>(*this, in, out);
    if (owner != mach::rpc::disposition::unknown) return owner;
    using watched = mach::rpc::interface<"watched", protocol::io_ready>;
    const auto told = mach::rpc::demux<watched>(*this, in, out);
    if (told != mach::rpc::disposition::unknown) return told;
    const auto queued = mach::rpc::demux<protocol::mqueue_interface>(*this, in, out);
    if (queued != mach::rpc::disposition::unknown) return queued;
    return mach::rpc::demux<protocol::event_interface>(*this, in, out);
}

/// Where absolute paths begin for those who ask by this port.
const vfs::ref<vfs::vnode> &open_port::root() const {
    return file_.root ? file_.root : vfs::mounts.root();
}

}  // namespace port

bool vfs::is_open(const vnode &node) {
    for (std::size_t i = 0; i < port::table.size(); ++i)
        if (port::table[i] != nullptr && port::table[i]->file().node == &node &&
            (port::table[i]->file().flags & open_flag::path) == 0)
            return true;
    return false;
}
