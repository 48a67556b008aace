#include <world.hpp>

#include <csignal>

namespace process_server {

process *world::find(int32_t pid) const {
    const auto at = processes_.find(pid);
    return at == processes_.end() ? nullptr : at->second.get();
}

process *world::find_thread(int32_t tid, thread_record *&thread) const {
    // Most often the leader's, whose id is the process's.
    if (process *p = find(tid); p != nullptr)
        if ((thread = p->find_thread(tid)) != nullptr) return p;
    for (const auto &[pid, p] : processes_)
        if ((thread = p->find_thread(tid)) != nullptr) return p.get();
    return nullptr;
}

process *world::find_task(task_t task) const {
    for (const auto &[pid, p] : processes_)
        if (p->task == task) return p.get();
    return nullptr;
}

int32_t world::new_id() {
    for (;;) {
        last_id_ = last_id_ < id_max ? last_id_ + 1 : 2;
        bool used = false;
        for (const auto &[pid, p] : processes_)
            if (pid == last_id_ || p->group == last_id_ || p->session == last_id_ ||
                p->find_thread(last_id_) != nullptr) {
                used = true;
                break;
            }
        if (!used) return last_id_;
    }
}

process &world::create() {
    const int32_t pid = new_id();
    return *(processes_[pid] = std::make_unique<process>(*this, pid));
}

void world::remove(process &p) { processes_.erase(p.pid); }

bool world::orphaned(int32_t group, const process *besides) const {
    for (const auto &[pid, p] : processes_) {
        if (p->group != group || p.get() == besides || !p->alive()) continue;
        const process *parent = p->parent;
        if (parent != nullptr && parent != besides && parent->pid != 1 && parent->group != group &&
            parent->session == p->session)
            return false;
    }
    return true;
}

void world::rouse_orphans(int32_t group, const process *besides) {
    if (!orphaned(group, besides)) return;
    bool stopped = false;
    for (const auto &[pid, p] : processes_)
        stopped |= p->group == group && p->status == process::state::stopped;
    if (!stopped) return;
    for (const int signal : {SIGHUP, SIGCONT}) {
        protocol::signal_info info{};
        info.signal = signal;
        info.code = SI_KERNEL;
        for (const auto &[pid, p] : processes_)
            if (p->group == group && p.get() != besides) p->post(info);
    }
}

bool world::group_in_session(int32_t group, int32_t session) const {
    for (const auto &[pid, p] : processes_)
        if (p->group == group && p->session == session) return true;
    return false;
}

unsigned world::count_of(uint32_t ruid) const {
    unsigned count = 0;
    for (const auto &[pid, p] : processes_) count += p->credentials.ruid == ruid;
    return count;
}

}  // namespace process_server
