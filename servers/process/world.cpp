#include <world.hpp>

#include <algorithm>
#include <csignal>

#include <lib/memory_size.hpp>

namespace process_server {

namespace {

template <class Key>
process *look_up(const std::unordered_map<Key, process *> &index, Key key) {
    const auto at = index.find(key);
    return at == index.end() ? nullptr : at->second;
}

}  // namespace

world::world(server::loop &loop, mach_port_t host_priv)
    : loop(loop),
      host_priv(host_priv),
      memory_size(server::memory_size()),
      processes_allowed(
          static_cast<unsigned>(std::min<uint64_t>(memory_size / memory_per_process, process_max))),
      timers(loop, *this) {}

process *world::find(int32_t pid) const {
    const auto at = processes_.find(pid);
    return at == processes_.end() ? nullptr : at->second.get();
}

process *world::find_thread(int32_t tid, thread_record *&thread) const {
    process *p = look_up(threads_, tid);
    if (p == nullptr) p = find(tid);
    return p != nullptr && (thread = p->find_thread(tid)) != nullptr ? p : nullptr;
}

process *world::find_task(task_t task) const { return look_up(tasks_, task); }

group_record *world::find_group(int32_t group) {
    const auto at = groups_.find(group);
    return at == groups_.end() ? nullptr : &at->second;
}

int32_t world::new_id() {
    const int32_t id = ids_.acquire();
    if (id == 0) return 0;
    ++created_;
    return newest_ = id;
}

process *world::create() {
    const int32_t pid = new_id();
    if (pid == 0) return nullptr;
    ++users_[0];
    return (processes_[pid] = std::make_unique<process>(*this, pid)).get();
}

void world::remove(process &p) {
    p.set_parent(nullptr);
    leave(p);
    change_user(p.credentials.ruid, 0);
    --users_[0];
    if (p.task != MACH_PORT_NULL) remove_task(p.task);
    ids_.release(p.pid);
    processes_.erase(p.pid);
}

void world::add_task(process &p) { tasks_[p.task] = &p; }

int32_t world::add_thread(process &p) {
    const int32_t tid = new_id();
    if (tid != 0) threads_[tid] = &p;
    return tid;
}

void world::remove_thread(int32_t tid) {
    if (threads_.erase(tid) != 0) ids_.release(tid);
}

void world::leave(process &p) {
    const auto at = groups_.find(p.group);
    if (at == groups_.end()) return;
    group_record &group = at->second;
    if (p.status == process::state::stopped) --group.stopped;
    group.members.erase(p.in_group);
    ids_.release(p.group);
    ids_.release(p.session);
    if (group.members.empty()) groups_.erase(at);
}

void world::join(process &p, int32_t group, int32_t session) {
    // First, lest a number that stays the same be free in between.
    ids_.hold(group);
    ids_.hold(session);
    leave(p);
    p.group = group;
    p.session = session;
    group_record &record = groups_[group];
    record.session = session;
    p.in_group = record.members.insert(record.members.end(), &p);
    if (p.status == process::state::stopped) ++record.stopped;
}

bool world::orphaned(int32_t group, const process *besides) {
    const group_record *record = find_group(group);
    if (record == nullptr) return true;
    for (const process *p : record->members) {
        if (p == besides || !p->alive()) continue;
        const process *parent = p->parent;
        if (parent != nullptr && parent != besides && parent->pid != 1 && parent->group != group &&
            parent->session == p->session)
            return false;
    }
    return true;
}

void world::rouse_orphans(int32_t group, const process *besides) {
    const group_record *record = find_group(group);
    if (record == nullptr || record->stopped == 0 || !orphaned(group, besides)) return;
    for (const int signal : {SIGHUP, SIGCONT}) {
        protocol::signal_info info{};
        info.signal = signal;
        info.code = SI_KERNEL;
        for (process *p : record->members)
            if (p != besides) p->post(info);
    }
}

unsigned world::count_of(uint32_t ruid) const {
    const auto at = users_.find(ruid);
    return at == users_.end() ? 0 : at->second;
}

void world::change_user(uint32_t from, uint32_t to) {
    if (from == to) return;
    ++users_[to];
    if (const auto at = users_.find(from); --at->second == 0) users_.erase(at);
}

}  // namespace process_server
