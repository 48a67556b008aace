#include <ipc/mach_port.hpp>

#include <ipc/ipc_pset.hpp>

namespace port_ops {

namespace {

/// What a new name is to denote, made before the space is locked.
struct fresh_object {
    uint8_t type = ENTRY_FREE;
    ref<ipc_port> port;
    ref<ipc_pset> set;
};

result<fresh_object> create(mach_port_right_t right) {
    fresh_object object;
    switch (right) {
    case MACH_PORT_RIGHT_RECEIVE:
        object.type = ENTRY_RECEIVE;
        object.port = TRY(ipc_port::create());
        return object;
    case MACH_PORT_RIGHT_PORT_SET:
        object.type = ENTRY_PORT_SET;
        object.set = TRY(ipc_pset::create());
        return object;
    case MACH_PORT_RIGHT_DEAD_NAME: object.type = ENTRY_DEAD_NAME; return object;
    default: return error(KERN_INVALID_VALUE);
    }
}

void install(ipc_space &space, mach_port_name_t name, ipc_entry &entry, fresh_object &object)
    REQUIRES(space.lock) {
    entry.type = object.type;
    entry.urefs = object.type == ENTRY_DEAD_NAME ? 1 : 0;
    if (object.port) {
        entry.port = object.port.leak();
        lock_guard guard(entry.port->lock);
        entry.port->set_receiver(space, name);
    } else if (object.set) {
        entry.set = object.set.leak();
    }
}

/// A port and a set that the caller may join or part.
template <class Use>
kern_return_t with_member(ipc_space &space, mach_port_name_t member, mach_port_name_t set,
                          Use use) {
    lock_guard guard(space.lock);
    if (!space.active()) return KERN_INVALID_TASK;
    ipc_entry *port_entry = space.lookup(member);
    if (port_entry == nullptr) return KERN_INVALID_NAME;
    if ((port_entry->type & ENTRY_RECEIVE) == 0) return KERN_INVALID_RIGHT;
    ipc_pset *target = nullptr;
    if (set != MACH_PORT_NULL) {
        ipc_entry *set_entry = space.lookup(set);
        if (set_entry == nullptr) return KERN_INVALID_NAME;
        if (set_entry->type != ENTRY_PORT_SET) return KERN_INVALID_RIGHT;
        target = set_entry->set;
    }
    return use(*port_entry->port, target);
}

}  // namespace

result<mach_port_name_t> allocate(ipc_space &space, mach_port_right_t right) {
    auto object = TRY(create(right));
    lock_guard guard(space.lock);
    const auto [entry, name] = TRY(space.allocate());
    install(space, name, *entry, object);
    return name;
}

kern_return_t allocate_name(ipc_space &space, mach_port_right_t right, mach_port_name_t name) {
    if (!MACH_PORT_VALID(name)) return KERN_INVALID_VALUE;
    auto object = create(right);
    if (!object) return object.error();
    lock_guard guard(space.lock);
    const auto entry = space.allocate(name);
    if (!entry) return entry.error();
    install(space, name, **entry, *object);
    return KERN_SUCCESS;
}

kern_return_t deallocate(ipc_space &space, mach_port_name_t name) {
    ipc_deferred after;
    lock_guard guard(space.lock);
    if (!space.active()) return KERN_INVALID_TASK;
    ipc_entry *entry = space.lookup(name);
    return entry != nullptr ? ipc_right_deallocate(space, name, *entry, after) : KERN_INVALID_NAME;
}

kern_return_t destroy(ipc_space &space, mach_port_name_t name) {
    ipc_deferred after;
    lock_guard guard(space.lock);
    if (!space.active()) return KERN_INVALID_TASK;
    ipc_entry *entry = space.lookup(name);
    if (entry == nullptr) return KERN_INVALID_NAME;
    if ((entry->type & ENTRY_RECEIVE) != 0) {
        lock_guard port_guard(entry->port->lock);
        if (entry->port->guarded) return KERN_INVALID_RIGHT;
    }
    ipc_right_destroy(space, name, *entry, after);
    return KERN_SUCCESS;
}

kern_return_t mod_refs(ipc_space &space, mach_port_name_t name, mach_port_right_t right,
                       mach_port_delta_t delta) {
    if (right >= MACH_PORT_RIGHT_NUMBER) return KERN_INVALID_VALUE;
    ipc_deferred after;
    lock_guard guard(space.lock);
    if (!space.active()) return KERN_INVALID_TASK;
    ipc_entry *entry = space.lookup(name);
    return entry != nullptr ? ipc_right_delta(space, name, *entry, right, delta, after)
                            : KERN_INVALID_NAME;
}

kern_return_t insert_member(ipc_space &space, mach_port_name_t member, mach_port_name_t set) {
    return with_member(space, member, set, [](ipc_port &port, ipc_pset *target) {
        return target != nullptr ? code_of(ipc_pset_add(*target, port)) : KERN_INVALID_NAME;
    });
}

kern_return_t extract_member(ipc_space &space, mach_port_name_t member, mach_port_name_t set) {
    return with_member(space, member, set, [](ipc_port &port, ipc_pset *target) {
        return target != nullptr ? code_of(ipc_pset_remove(*target, port)) : KERN_INVALID_NAME;
    });
}

kern_return_t move_member(ipc_space &space, mach_port_name_t member, mach_port_name_t set) {
    return with_member(space, member, set, [](ipc_port &port, ipc_pset *target) {
        bool in_any;
        {
            lock_guard guard(port.lock);
            in_any = !port.sets.empty();
            port.leave_all_sets();
        }
        if (target != nullptr) return code_of(ipc_pset_add(*target, port));
        return in_any ? KERN_SUCCESS : KERN_NOT_IN_SET;
    });
}

kern_return_t insert_right(ipc_space &space, mach_port_name_t name, ipc_right_transit &right) {
    if (!MACH_PORT_VALID(name)) return KERN_INVALID_VALUE;
    ipc_deferred after;
    lock_guard guard(space.lock);
    return ipc_right_copyout_name(space, name, right, after);
}

result<ipc_right_transit> extract_right(ipc_space &space, mach_port_name_t name,
                                        uint8_t disposition) {
    if (ipc_right_result(disposition) == 0) return error(KERN_INVALID_VALUE);
    ipc_deferred after;
    lock_guard guard(space.lock);
    if (!space.active()) return error(KERN_INVALID_TASK);
    ipc_entry *entry = space.lookup(name);
    if (entry == nullptr) return error(KERN_INVALID_NAME);
    return ipc_right_copyin(space, name, *entry, disposition, false, after);
}

}  // namespace port_ops
