#include <sysv/sysv_ipc.hpp>

#include <cinttypes>
#include <cstdio>

#include <process.hpp>
#include <sysv/seconds.hpp>

namespace process_server {

namespace {

using protocol::ipc_permission;

/// A line of a table, no longer than 255 bytes.
template <class... Values>
void add(std::string &to, const char *format, Values... values) {
    char line[256];
    std::snprintf(line, sizeof line, format, values...);
    to += line;
}

// The columns are those of Linux's ipc/shm.c, sem.c and msg.c.
void describe(std::string &out, const shared_segment &s) {
    const ipc_permission &p = s.permission;
    add(out,
        "%10d %10d  %4o %21" PRIu64 " %5d %5d  %5" PRIu64 " %5u %5u %5u %5u %10" PRId64
        " %10" PRId64 " %10" PRId64 " %21" PRIu64 " %21" PRIu64 "\n",
        p.key, s.id, p.mode, s.size, s.creator, s.last, s.attached, p.uid, p.gid, p.creator_uid,
        p.creator_gid, s.attach_time, s.detach_time, s.change_time, uint64_t{0}, uint64_t{0});
}

void describe(std::string &out, const semaphore_set &s) {
    const ipc_permission &p = s.permission;
    add(out, "%10d %10d  %4o %10zu %5u %5u %5u %5u %10" PRId64 " %10" PRId64 "\n", p.key, s.id,
        p.mode, s.size(), p.uid, p.gid, p.creator_uid, p.creator_gid, s.operation_time,
        s.change_time);
}

void describe(std::string &out, const message_queue &q) {
    const ipc_permission &p = q.permission;
    add(out,
        "%10d %10d  %4o  %10" PRIu64 " %10" PRIu64 " %5d %5d %5u %5u %5u %5u %10" PRId64
        " %10" PRId64 " %10" PRId64 "\n",
        p.key, q.id, p.mode, q.bytes(), q.count(), q.last_sender, q.last_receiver, p.uid, p.gid,
        p.creator_uid, p.creator_gid, q.send_time, q.receive_time, q.change_time);
}

template <class Table>
std::string table_of(const char *heading, const Table &table) {
    std::string out = heading;
    for (const auto &[id, object] : table.all()) describe(out, *object);
    return out;
}

}  // namespace

std::string sysv_ipc::text(protocol::ipc_kind kind) const {
    switch (kind) {
    case protocol::ipc_kind::shared_memory:
        return table_of(
            "       key      shmid perms                  size  cpid  lpid nattch   "
            "uid   gid  cuid  cgid      atime      dtime      ctime                  "
            " rss                  swap\n",
            segments);
    case protocol::ipc_kind::semaphores:
        return table_of(
            "       key      semid perms      nsems   uid   gid  cuid  cgid      otime "
            "     ctime\n",
            sets);
    case protocol::ipc_kind::messages:
        return table_of(
            "       key      msqid perms      cbytes       qnum lspid lrpid   uid   "
            "gid  cuid  cgid      stime      rtime      ctime\n",
            queues);
    }
    return {};
}

uint64_t sysv_ipc::pages() const {
    uint64_t sum = 0;
    for (const auto &[id, segment] : segments.all()) sum += segment->pages();
    return sum;
}

uint64_t sysv_ipc::semaphores() const {
    uint64_t sum = 0;
    for (const auto &[id, set] : sets.all()) sum += set->size();
    return sum;
}

bool sysv_ipc::interrupt(int32_t pid, uint32_t cookie) {
    for (const auto &[id, set] : sets.all())
        if (set->interrupt(pid, cookie)) return true;
    for (const auto &[id, queue] : queues.all())
        if (queue->interrupt(pid, cookie)) return true;
    return false;
}

void sysv_ipc::forget_waiters(int32_t pid) {
    for (const auto &[id, set] : sets.all()) set->forget_waiters(pid);
    for (const auto &[id, queue] : queues.all()) queue->forget_waiters(pid);
}

void sysv_ipc::attach(process &who, shared_segment &segment, uint64_t address) {
    who.attachments.push_back({address, segment.id});
    ++segment.attached;
    segment.last = who.pid;
    segment.attach_time = seconds_now();
}

void sysv_ipc::detached(int32_t id, int32_t pid) {
    shared_segment *segment = segments.find(id);
    if (segment == nullptr) return;
    segment->last = pid;
    segment->detach_time = seconds_now();
    if (--segment->attached == 0 && segment->removed) segments.remove(*segment);
}

uint64_t sysv_ipc::detach(process &who, uint64_t address) {
    for (auto at = who.attachments.begin(); at != who.attachments.end(); ++at) {
        if (at->address != address) continue;
        const int32_t id = at->id;
        who.attachments.erase(at);
        const uint64_t size = segments.find(id)->size;
        detached(id, who.pid);
        return size;
    }
    return 0;
}

void sysv_ipc::detach_all(process &who) {
    for (const attachment &a : who.attachments) detached(a.id, who.pid);
    who.attachments.clear();
}

void sysv_ipc::inherit(process &child, const process &parent) {
    child.attachments = parent.attachments;
    for (const attachment &a : child.attachments) ++segments.find(a.id)->attached;
}

}  // namespace process_server
