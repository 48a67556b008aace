// Routines of a process's port: what System V's three kinds have in common.
#include <cerrno>
#include <cstring>

#include <service.hpp>
#include <sysv/seconds.hpp>
#include <protocol/process_service.hpp>
#include <world.hpp>

namespace process_server {

using protocol::ipc_kind;
using protocol::unix_error;

namespace {

constexpr uint64_t page = 4096;

/// A new object that `request` describes, or an error.
outcome_of<shared_segment> make_segment(world &w, const protocol::ipc_get_request &request) {
    if (request.size == 0 || request.size > w.memory_size) return EINVAL;
    const uint64_t pages = (request.size + page - 1) / page;
    if (w.ipc.segments.size() >= segments_max || w.ipc.pages() + pages > w.memory_size / page / 4)
        return ENOSPC;
    auto made = shared_segment::create(request.size);
    if (!made) return ENOMEM;
    return made;
}

outcome_of<semaphore_set> make_set(world &w, const protocol::ipc_get_request &request) {
    if (request.size == 0 || request.size > protocol::semaphores_max) return EINVAL;
    if (w.ipc.sets.size() >= sets_max || w.ipc.semaphores() + request.size > semaphores_in_all_max)
        return ENOSPC;
    return std::make_unique<semaphore_set>(static_cast<unsigned>(request.size));
}

outcome_of<message_queue> make_queue(world &w, const protocol::ipc_get_request &) {
    if (w.ipc.queues.size() >= queues_max) return ENOSPC;
    return std::make_unique<message_queue>();
}

bool too_small(const shared_segment &s, uint64_t size) { return size > s.size; }
bool too_small(const semaphore_set &s, uint64_t size) { return size > s.size(); }
bool too_small(const message_queue &, uint64_t) { return false; }

template <class Object, class Make>
kern_return_t get(ipc_table<Object> &table, const ipc_caller &who,
                  const mach::rpc::call<protocol::ipc_get> &call, Make make) {
    const auto &request = call.request;
    Object *found = request.key == ipc_private ? nullptr : table.find_key(request.key);
    if (found != nullptr) {
        if ((request.flags & ipc_create) != 0 && (request.flags & ipc_exclusive) != 0)
            return unix_error(EEXIST);
        if (too_small(*found, request.size)) return unix_error(EINVAL);
        if (!found->allows(who, request.flags & 0777)) return unix_error(EACCES);
        call.reply.value = found->id;
        return KERN_SUCCESS;
    }
    if (request.key != ipc_private && (request.flags & ipc_create) == 0) return unix_error(ENOENT);
    auto made = make();
    if (made.error != 0) return unix_error(made.error);
    Object &added = table.add(std::move(made.object), request.key, request.flags, who);
    added.change_time = seconds_now();
    call.reply.value = added.id;
    return KERN_SUCCESS;
}

void fill(protocol::ipc_status_reply &to, const shared_segment &s) {
    to.times[0] = s.attach_time;
    to.times[1] = s.detach_time;
    to.pids[0] = s.creator;
    to.pids[1] = s.last;
    to.size = s.size;
    to.attached = s.attached;
}
void fill(protocol::ipc_status_reply &to, const semaphore_set &s) {
    to.times[0] = s.operation_time;
    to.size = s.size();
}
void fill(protocol::ipc_status_reply &to, const message_queue &q) {
    to.times[0] = q.send_time;
    to.times[1] = q.receive_time;
    to.pids[0] = q.last_sender;
    to.pids[1] = q.last_receiver;
    to.size = q.count();
    to.attached = q.bytes();
    to.limit = q.bytes_allowed;
}

template <class Object>
kern_return_t status_in(const ipc_table<Object> &table, const ipc_caller &who,
                        const mach::rpc::call<protocol::ipc_status> &call) {
    const auto lookup = static_cast<protocol::ipc_lookup>(call.request.lookup);
    const Object *object = lookup == protocol::ipc_lookup::id ? table.find(call.request.id)
                                                              : table.find_index(call.request.id);
    if (object == nullptr) return unix_error(EINVAL);
    if (lookup != protocol::ipc_lookup::index_any && !object->allows(who, ipc_may_read))
        return unix_error(EACCES);
    call.reply = {};
    call.reply.id = object->id;
    call.reply.permission = object->permission;
    call.reply.times[2] = object->change_time;
    fill(call.reply, *object);
    return KERN_SUCCESS;
}

}  // namespace

ipc_caller process::as_ipc_caller() const {
    return {pid, credentials, world_.lists_of_groups.list(group_list)};
}

kern_return_t process::serve(protocol::ipc_get, mach::rpc::call<protocol::ipc_get> call) {
    const ipc_caller who = as_ipc_caller();
    sysv_ipc &ipc = world_.ipc;
    switch (static_cast<ipc_kind>(call.request.kind)) {
    case ipc_kind::shared_memory:
        return get(ipc.segments, who, call, [&] {
            auto made = make_segment(world_, call.request);
            if (made.error == 0) made.object->creator = pid;
            return made;
        });
    case ipc_kind::semaphores:
        return get(ipc.sets, who, call, [&] { return make_set(world_, call.request); });
    case ipc_kind::messages:
        return get(ipc.queues, who, call, [&] { return make_queue(world_, call.request); });
    }
    return unix_error(EINVAL);
}

kern_return_t process::serve(protocol::ipc_status, mach::rpc::call<protocol::ipc_status> call) {
    const ipc_caller who = as_ipc_caller();
    switch (static_cast<ipc_kind>(call.request.kind)) {
    case ipc_kind::shared_memory: return status_in(world_.ipc.segments, who, call);
    case ipc_kind::semaphores: return status_in(world_.ipc.sets, who, call);
    case ipc_kind::messages: return status_in(world_.ipc.queues, who, call);
    }
    return unix_error(EINVAL);
}

kern_return_t process::serve(protocol::ipc_set, mach::rpc::call<protocol::ipc_set> call) {
    const ipc_caller who = as_ipc_caller();
    const auto &request = call.request;
    return world_.ipc.with(request.kind, request.id, [&]<class Object>(Object &object) {
        if (!object.owned_by(who)) return unix_error(EPERM);
        if constexpr (std::is_same_v<Object, message_queue>) {
            if (request.bytes > message_queue::bytes_default && who.credentials.euid != 0)
                return unix_error(EPERM);
            if (request.bytes == 0) return unix_error(EINVAL);
            object.bytes_allowed =
                std::min<uint64_t>(request.bytes, 16 * message_queue::bytes_default);
        }
        object.set(request);
        object.change_time = seconds_now();
        if constexpr (std::is_same_v<Object, message_queue>) object.settle();
        return KERN_SUCCESS;
    });
}

kern_return_t process::serve(protocol::ipc_remove, mach::rpc::call<protocol::ipc_remove> call) {
    const ipc_caller who = as_ipc_caller();
    sysv_ipc &ipc = world_.ipc;
    return ipc.with(call.request.kind, call.request.id, [&]<class Object>(Object &object) {
        if (!object.owned_by(who)) return unix_error(EPERM);
        if constexpr (std::is_same_v<Object, shared_segment>) {
            constexpr uint32_t destroyed = 01000;  // SHM_DEST
            if (object.attached != 0) {
                object.removed = true;
                object.permission.key = ipc_private;
                object.permission.mode |= destroyed;
            } else {
                ipc.segments.remove(object);
            }
        } else {
            object.fail_all(EIDRM);
            if constexpr (std::is_same_v<Object, semaphore_set>)
                ipc.sets.remove(object);
            else
                ipc.queues.remove(object);
        }
        return KERN_SUCCESS;
    });
}

kern_return_t process::serve(protocol::ipc_totals, mach::rpc::call<protocol::ipc_totals> call) {
    const sysv_ipc &ipc = world_.ipc;
    call.reply = {};
    const auto fill_in = [&](const auto &table) {
        call.reply.highest = table.highest_index();
        call.reply.used = static_cast<uint32_t>(table.size());
    };
    switch (static_cast<ipc_kind>(call.request.kind)) {
    case ipc_kind::shared_memory:
        fill_in(ipc.segments);
        call.reply.amount[0] = ipc.pages();
        return KERN_SUCCESS;
    case ipc_kind::semaphores:
        fill_in(ipc.sets);
        call.reply.amount[0] = ipc.semaphores();
        return KERN_SUCCESS;
    case ipc_kind::messages:
        fill_in(ipc.queues);
        for (const auto &[id, queue] : ipc.queues.all()) {
            call.reply.amount[0] += queue->count();
            call.reply.amount[1] += queue->bytes();
        }
        return KERN_SUCCESS;
    }
    return unix_error(EINVAL);
}

kern_return_t service::serve(protocol::ipc_text, mach::rpc::call<protocol::ipc_text> call) {
    const std::string all = world_.ipc.text(static_cast<ipc_kind>(call.request.kind));
    auto &out = call.reply.variable;
    out.count = 0;
    if (call.request.offset < all.size())
        out.count = static_cast<uint32_t>(all.copy(out.items, out.capacity, call.request.offset));
    return KERN_SUCCESS;
}

}  // namespace process_server
