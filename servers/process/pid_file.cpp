#include <pid_file.hpp>

#include <cerrno>
#include <new>
#include <utility>

#include <poll.h>

#include <lib/loop.hpp>
#include <mach/audit.h>
#include <protocol/error.hpp>
#include <protocol/process_service.hpp>
#include <protocol/pid_file.hpp>
#include <ready_message.hpp>
#include <text.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

namespace {

constexpr uint32_t readable = POLLIN | POLLRDNORM;
constexpr uint32_t nonblock = 04000;
constexpr std::size_t watchers_max = 4096;

void drop(mach_port_t right) {
    if (MACH_PORT_VALID(right)) (void)mach_port_deallocate(mach_task_self(), right);
}

/// What poll and fcntl ask of any file.
using file_questions =
    mach::rpc::interface<"pid_file_io", protocol::io_poll, protocol::io_stat, protocol::io_flags>;
bool of_files(mach_msg_id_t id) {
    return id >= protocol::io_read::id && id <= protocol::io_lock::id &&
           id != protocol::io_interrupt::id;
}

}  // namespace

pid_file::~pid_file() {
    if (process_ != nullptr) process_->pid_files.remove(this);
    if (!bound_) world_.unbound_pid_files.erase(port());
    for (const watcher &w : watchers_) drop(w.notify);
}

void pid_file::bind(process &to) {
    bound_ = true;
    process_ = &to;
    to.pid_files.push_back(this);
}

bool pid_file::ended() const {
    return bound_ && (process_ == nullptr || process_->status == process::state::zombie);
}

void pid_file::tell_end() {
    for (const watcher &w : watchers_) send_ready(w.notify, readable & w.events, w.cookie);
    watchers_.clear();
}

mach::rpc::disposition pid_file::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    const auto own = mach::rpc::demux<protocol::pid_file_interface>(*this, in, out);
    if (own != mach::rpc::disposition::unknown) return own;
    const auto file = mach::rpc::demux<file_questions>(*this, in, out);
    if (file != mach::rpc::disposition::unknown || !of_files(in.msgh_id)) return file;
    // It is a file, but not one that can be read or written. What came with the request goes.
    const mach_port_t reply = std::exchange(in.msgh_remote_port, MACH_PORT_NULL);
    mach_msg_destroy(&in);
    in.msgh_remote_port = reply;
    mach::rpc::detail::simple_reply(
        in, out, unix_error(in.msgh_id == protocol::io_control::id ? ENOTTY : EINVAL));
    return mach::rpc::disposition::reply;
}

kern_return_t pid_file::serve(protocol::pid_file_pid,
                              mach::rpc::call<protocol::pid_file_pid> call) {
    call.reply.pid = process_ != nullptr ? process_->pid : -1;
    call.reply.flags = flags_;
    return KERN_SUCCESS;
}

kern_return_t pid_file::serve(protocol::pid_file_signal,
                              mach::rpc::call<protocol::pid_file_signal> call) {
    const process *sender =
        world_.find(static_cast<int32_t>(call.trailer.msgh_audit.val[AUDIT_PID]));
    if (sender == nullptr || process_ == nullptr) return unix_error(ESRCH);
    const protocol::signal_info info = sender->stamped(call.request.info);
    if (info.signal < 0 || info.signal > signal_max) return unix_error(EINVAL);
    if (!process_->may_signal(*sender, info.signal)) return unix_error(EPERM);
    process_->post(info);
    return KERN_SUCCESS;
}

kern_return_t pid_file::serve(protocol::pid_file_right,
                              mach::rpc::call<protocol::pid_file_right> call) {
    const process *sender =
        world_.find(static_cast<int32_t>(call.trailer.msgh_audit.val[AUDIT_PID]));
    if (sender == nullptr || process_ == nullptr || !process_->alive()) return unix_error(ESRCH);
    if (!process_->may_be_seen_by(*sender)) return unix_error(EPERM);
    const mach_port_name_t name =
        file_of(*process_, protocol::process_file_kind::descriptor, call.request.descriptor);
    mach_port_t right = MACH_PORT_NULL;
    mach_msg_type_name_t acquired;
    if (name == MACH_PORT_NULL ||
        mach_port_extract_right(process_->task, name, MACH_MSG_TYPE_COPY_SEND, &right, &acquired) !=
            KERN_SUCCESS)
        return unix_error(EBADF);
    call.reply.file = mach::rpc::port_descriptor(right, MACH_MSG_TYPE_MOVE_SEND);
    return KERN_SUCCESS;
}

kern_return_t pid_file::serve(protocol::io_poll, mach::rpc::call<protocol::io_poll> call) {
    const auto &request = call.request;
    const uint32_t events = request.events & readable;
    call.reply.ready = ended() ? events : 0;
    const mach_port_t notify = request.notify.name;
    const uint32_t pid = call.trailer.msgh_audit.val[AUDIT_PID];
    // One who asks again under the same cookie has given up the first question.
    watchers_.remove_if([&](const watcher &w) {
        const bool same = w.pid == pid && w.cookie == request.cookie;
        if (same) drop(w.notify);
        return same;
    });
    if (ended() || events == 0 || !MACH_PORT_VALID(notify)) {
        drop(notify);
        return KERN_SUCCESS;
    }
    if (watchers_.size() >= watchers_max || !decltype(watcher::share)::room()) {
        drop(notify);
        return unix_error(ENOMEM);
    }
    watchers_.push_back({notify, pid, request.cookie, events});
    return KERN_SUCCESS;
}

kern_return_t pid_file::serve(protocol::io_stat, mach::rpc::call<protocol::io_stat> call) {
    call.reply.attributes = {};
    call.reply.attributes.mode = 0600;  // of no type, as Linux has it
    call.reply.attributes.links = 1;
    call.reply.attributes.inode = port();
    call.reply.attributes.block_size = 4096;
    return KERN_SUCCESS;
}

kern_return_t pid_file::serve(protocol::io_flags, mach::rpc::call<protocol::io_flags> call) {
    constexpr uint32_t read_write = 2;
    const uint32_t mask = call.request.mask & nonblock;
    flags_ = (flags_ & ~mask) | (call.request.flags & mask);
    call.reply.flags = read_write | flags_;
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_pid_open,
                             mach::rpc::call<protocol::process_pid_open> call) {
    const int32_t wanted = call.request.pid;
    process *of = wanted != 0 ? world_.find(wanted) : nullptr;
    if (wanted != 0 && of == nullptr) {
        thread_record *thread;
        return unix_error(world_.find_thread(wanted, thread) != nullptr ? EINVAL : ESRCH);
    }
    if (!pid_file::share::room()) return unix_error(ENFILE);
    auto *made =
        new (std::nothrow) pid_file(world_.loop, world_, pid, call.request.flags & nonblock);
    if (made == nullptr) return unix_error(ENOMEM);
    if (made->port() == MACH_PORT_NULL) {
        delete made;
        return unix_error(ENFILE);
    }
    if (of != nullptr)
        made->bind(*of);
    else
        world_.unbound_pid_files[made->port()] = made;
    call.reply.id = made->port();
    call.reply.file = made->make_send();
    return KERN_SUCCESS;
}

void world::bind_pid_file(uint32_t id, process &to) {
    const auto at = unbound_pid_files.find(id);
    if (at == unbound_pid_files.end() || to.parent == nullptr ||
        at->second->opener() != to.parent->pid)
        return;
    at->second->bind(to);
    unbound_pid_files.erase(at);
}

}  // namespace process_server
