#include <ipc/ipc_pset.hpp>

#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_port.hpp>
#include <kern/long_work.hpp>
#include <kern/thread.hpp>
#include <kern/zone.hpp>

namespace {
zone<ipc_pset> sets{"ipc sets"};
zone<ipc_link> links{"ipc links"};

ipc_link *find_link(ipc_pset &set, ipc_port &port) REQUIRES(port.lock) {
    for (ipc_link &link : port.sets)
        if (&link.set == &set) return &link;
    return nullptr;
}
}  // namespace

result<ref<ipc_pset>> ipc_pset::create() {
    ipc_pset *set = sets.create();
    if (set == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    return ref<ipc_pset>::adopt(set);
}

void ipc_pset::destroy(ipc_pset *set) { sets.destroy(set); }

result<> ipc_pset_add(ipc_pset &set, ipc_port &port) {
    lock_guard port_guard(port.lock);
    if (find_link(set, port) != nullptr) return error(KERN_ALREADY_IN_SET);
    if (port.set_count == max_sets_of_port) return error(KERN_RESOURCE_SHORTAGE);
    ipc_link *link = links.create(port, set);
    if (link == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    ++port.set_count;
    port.sets.push_back(*link);
    lock_guard set_guard(set.lock);
    set.members.push_back(*link);
    if (port.messages.empty()) return {};
    // Threads that wait on the set find the messages themselves.
    link->ready = true;
    set.ready.push_back(*link);
    for (uint32_t i = 0; i < port.message_count && !set.receivers.empty(); ++i)
        ipc_mqueue_refuse(set.receivers, MACH_RCV_IN_PROGRESS);
    return {};
}

bool ipc_pset_has(ipc_pset &set, ipc_port &port) {
    lock_guard guard(port.lock);
    return find_link(set, port) != nullptr;
}

result<> ipc_pset_remove(ipc_pset &set, ipc_port &port) {
    lock_guard guard(port.lock);
    ipc_link *link = find_link(set, port);
    if (link == nullptr) return error(KERN_NOT_IN_SET);
    port.leave_set(*link);
    return {};
}

void ipc_port::leave_set(ipc_link &link) {
    sets.erase(sets.iterator_to(link));
    --set_count;
    {
        lock_guard guard(link.set.lock);
        link.set.members.erase(link.set.members.iterator_to(link));
        if (link.ready) link.set.ready.erase(link.set.ready.iterator_to(link));
    }
    links.destroy(&link);
}

void ipc_port::leave_all_sets() {
    while (!sets.empty()) leave_set(sets.front());
}

void ipc_pset_destroy(ipc_pset *set) {
    while (true) {
        ref<ipc_port> port;
        {
            lock_guard guard(set->lock);
            set->active = false;
            if (!set->members.empty())
                port = ref<ipc_port>::share(
                    set->members.front().port);  // alive: it leaves under this lock
            else if (!set->receivers.empty())
                ipc_mqueue_refuse(set->receivers, MACH_RCV_PORT_DIED);
            else
                break;
        }
        if (port) (void)ipc_pset_remove(*set, *port);
        long_work(300);
    }
    set->release();
}
