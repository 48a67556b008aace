#include <file_owner.hpp>

#include <cerrno>
#include <csignal>
#include <new>
#include <vector>

#include <poll.h>

#include <lib/loop.hpp>
#include <mach/audit.h>
#include <protocol/error.hpp>
#include <protocol/file_owner.hpp>
#include <world.hpp>

namespace process_server {

using protocol::owner_kind;
using protocol::unix_error;

namespace {

/// Linux's si_band for each si_code from POLL_IN to POLL_HUP.
constexpr uint16_t bands[] = {
    POLLIN | POLLRDNORM,           POLLOUT | POLLWRNORM | POLLWRBAND,
    POLLIN | POLLRDNORM | POLLMSG, POLLERR,
    POLLPRI | POLLRDBAND,          POLLHUP | POLLERR,
};

}  // namespace

process *file_owner::find(thread_record *&thread) const {
    thread = nullptr;
    process *found = state_.kind == owner_kind::thread ? world_.find_thread(state_.id, thread)
                                                       : world_.find(state_.id);
    return found != nullptr && found->start_time_ns == since_ns_ ? found : nullptr;
}

bool file_owner::may_signal(const process &target) const {
    const auto &c = target.credentials;
    return euid_ == 0 || euid_ == c.suid || euid_ == c.ruid || uid_ == c.suid || uid_ == c.ruid;
}

kern_return_t file_owner::set_who(const process &setter, owner_kind kind, int32_t id) {
    if (kind > owner_kind::group || id < 0) return unix_error(EINVAL);
    uint64_t since = 0;
    if (id != 0 && kind == owner_kind::group) {
        if (world_.find_group(id) == nullptr) return unix_error(ESRCH);
    } else if (id != 0) {
        thread_record *thread = nullptr;
        const process *found =
            kind == owner_kind::thread ? world_.find_thread(id, thread) : world_.find(id);
        if (found == nullptr) return unix_error(ESRCH);
        since = found->start_time_ns;
    }
    state_.kind = kind;
    state_.id = id;
    since_ns_ = since;
    uid_ = setter.credentials.ruid;
    euid_ = setter.credentials.euid;
    return KERN_SUCCESS;
}

kern_return_t file_owner::serve(protocol::file_owner_set,
                                mach::rpc::call<protocol::file_owner_set> call) {
    const auto &wanted = call.request.state;
    const uint32_t fields = call.request.fields;
    const process *setter =
        world_.find(static_cast<int32_t>(call.trailer.msgh_audit.val[AUDIT_PID]));
    if (setter == nullptr) return unix_error(ESRCH);
    if ((fields & protocol::file_owner_signal) != 0 && wanted.signal != 0 &&
        !valid_signal(wanted.signal))
        return unix_error(EINVAL);
    if ((fields & protocol::file_owner_who) != 0) {
        const kern_return_t kr = set_who(*setter, wanted.kind, wanted.id);
        if (kr != KERN_SUCCESS) return kr;
    }
    if ((fields & protocol::file_owner_signal) != 0) state_.signal = wanted.signal;
    if ((fields & protocol::file_owner_descriptor) != 0) state_.descriptor = wanted.descriptor;
    if ((fields & protocol::file_owner_value) != 0) state_.value = wanted.value;
    return KERN_SUCCESS;
}

kern_return_t file_owner::serve(protocol::file_owner_get,
                                mach::rpc::call<protocol::file_owner_get> call) {
    call.reply.state = state_;
    thread_record *thread;
    const bool there = state_.kind == owner_kind::group ? world_.find_group(state_.id) != nullptr
                                                        : find(thread) != nullptr;
    if (!there) call.reply.state.id = 0;
    return KERN_SUCCESS;
}

void file_owner::serve(protocol::io_changed, mach::rpc::call<protocol::io_changed> call) {
    const uint32_t reason = call.request.reason;
    if (state_.id == 0 || reason == 0 || reason > std::size(bands)) return;
    protocol::signal_info info{};
    info.signal = state_.signal != 0 ? state_.signal : SIGIO;
    info.code = SI_KERNEL;
    if (state_.signal != 0) {
        info.code = static_cast<int32_t>(reason);
        info.status = state_.descriptor;
        info.value = bands[reason - 1];
    }
    if (state_.kind != owner_kind::group) {
        thread_record *thread;
        process *target = find(thread);
        if (target != nullptr && may_signal(*target)) target->post(info, thread);
        return;
    }
    const group_record *group = world_.find_group(state_.id);
    if (group == nullptr) return;
    // By number: a signal may take a member out of the group.
    std::vector<int32_t> members;
    for (const process *p : group->members) members.push_back(p->pid);
    for (const int32_t id : members) {
        process *target = world_.find(id);
        if (target != nullptr && may_signal(*target)) target->post(info);
    }
}

void file_owner::serve(protocol::mqueue_arrived, mach::rpc::call<protocol::mqueue_arrived> call) {
    thread_record *thread;
    process *target = state_.id != 0 && state_.kind != owner_kind::group ? find(thread) : nullptr;
    if (target == nullptr || state_.signal == 0 || !may_signal(*target)) return;
    protocol::signal_info info{};
    info.signal = state_.signal;
    info.code = SI_MESGQ;
    info.pid = static_cast<int32_t>(call.request.pid);
    info.uid = call.request.uid;
    info.value = state_.value;
    target->post(info, thread);
}

kern_return_t process::serve(protocol::process_owner,
                             mach::rpc::call<protocol::process_owner> call) {
    if (!file_owner::share::room()) return unix_error(ENFILE);
    auto *made = new (std::nothrow) file_owner(world_.loop, world_);
    if (made == nullptr) return unix_error(ENOMEM);
    if (made->port() == MACH_PORT_NULL) {
        delete made;
        return unix_error(ENFILE);
    }
    call.reply.owner = made->make_send();
    return KERN_SUCCESS;
}

}  // namespace process_server
