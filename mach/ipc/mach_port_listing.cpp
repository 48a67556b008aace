// The mach_port interface of task ports: listings, for programs and for debugging.
#include <ipc/ipc_object_number.hpp>
#include <ipc/ipc_port_task.hpp>
#include <ipc/ipc_pset.hpp>
#include <ipc/mach_port.hpp>
#include <kern/long_work.hpp>
#include <kern/zone.hpp>
#include <mach/interface/port.hpp>

using namespace mach::interface;

namespace {

/// Kernel memory for `capacity` items of a listing, freed again once the reply's memory has been
/// made of it.
template <class T>
class listing {
public:
    explicit listing(uint32_t capacity)
        : capacity_(capacity),
          items_(capacity != 0 ? static_cast<T *>(kalloc(capacity * sizeof(T))) : nullptr) {}
    listing(const listing &) = delete;
    listing &operator=(const listing &) = delete;
    ~listing() {
        if (items_ != nullptr) kfree(items_, capacity_ * sizeof(T));
    }
    bool failed() const { return capacity_ != 0 && items_ == nullptr; }
    bool full() const { return count_ == capacity_; }
    void add(const T &item) { items_[count_++] = item; }
    uint32_t count() const { return count_; }
    kern_return_t to_memory(ref<vm_map_copy> &memory) const {
        if (count_ == 0) return KERN_SUCCESS;
        auto copy = vm_map_copy::from_kernel(items_, count_ * sizeof(T));
        if (!copy) return copy.error();
        memory = std::move(*copy);
        return KERN_SUCCESS;
    }

private:
    uint32_t capacity_, count_ = 0;
    T *items_;
};

uint32_t used_names(ipc_space &space) {
    lock_guard guard(space.lock);
    return space.used();
}

/// Calls `each(entry, name)` for all entries while there is room in `list`, a bounded number under
/// one lock.
template <class T, class Each>
void for_each_name(ipc_space &space, listing<T> &list, Each each) {
    constexpr unsigned batch = 64;
    for (uint32_t index = 1; index != 0; long_work(batch * 60)) {
        lock_guard guard(space.lock);
        for (unsigned i = 0; i < batch && index != 0; ++i) {
            const auto [entry, name] = space.next_used(index);
            if (entry == nullptr || list.full()) {
                index = 0;
                break;
            }
            each(*entry, name);
            index = ipc_space::index_of(name) + 1;
        }
    }
}

bool is_dead(ipc_entry &entry) {
    if (entry.type != ENTRY_SEND && entry.type != ENTRY_SEND_ONCE) return false;
    lock_guard guard(entry.port->lock);
    return !entry.port->active();
}

/// As ipc_right_type would say after ipc_right_check, without changing the entry.
mach_port_type_t shown_type(ipc_entry &entry) {
    if (is_dead(entry)) return MACH_PORT_TYPE_DEAD_NAME;
    mach_port_type_t type = static_cast<mach_port_type_t>(entry.type) << 16;
    if (entry.request != nullptr && !entry.request->spent)
        type |= entry.request->send_possible ? MACH_PORT_TYPE_SPREQUEST : MACH_PORT_TYPE_DNREQUEST;
    return type;
}

ipc_info_name_t describe(ipc_entry &entry, mach_port_name_t name) {
    ipc_info_name_t info{.iin_name = name,
                         .iin_type = shown_type(entry),
                         .iin_urefs = entry.urefs,
                         .iin_hashval = 0,
                         .iin_object = 0,
                         .iin_references = 0,
                         .iin_send_rights = 0};
    if (entry.type == ENTRY_PORT_SET) {
        info.iin_object = ipc_object_number(entry.set);
        info.iin_references = entry.set->reference_count();
    } else if ((entry.type & ENTRY_PORT) != 0) {
        lock_guard guard(entry.port->lock);
        info.iin_object = ipc_object_number(entry.port);
        info.iin_references = entry.port->reference_count();
        info.iin_send_rights = entry.port->send_rights;
    }
    return info;
}

}  // namespace

kern_return_t serve(mach_port_names, kobject_call<mach_port_names> &call) {
    return on_space(call, [&](ipc_space &space) -> kern_return_t {
        const uint32_t count = used_names(space);
        listing<mach_port_name_t> names(count);
        listing<mach_port_type_t> types(count);
        if (names.failed() || types.failed()) return KERN_RESOURCE_SHORTAGE;
        for_each_name(space, names, [&](ipc_entry &entry, mach_port_name_t name) {
            names.add(name);
            types.add(shown_type(entry));
        });
        const kern_return_t kr = names.to_memory(call.reply_memory[0]);
        return kr == KERN_SUCCESS ? types.to_memory(call.reply_memory[1]) : kr;
    });
}

kern_return_t serve(mach_port_space_info, kobject_call<mach_port_space_info> &call) {
    return on_space(call, [&](ipc_space &space) -> kern_return_t {
        listing<ipc_info_name_t> names(used_names(space));
        if (names.failed()) return KERN_RESOURCE_SHORTAGE;
        for_each_name(space, names, [&](ipc_entry &entry, mach_port_name_t name) {
            names.add(describe(entry, name));
        });
        call.reply.names_used = names.count();
        {
            lock_guard guard(space.lock);
            call.reply.table_size = space.table_size();
        }
        return names.to_memory(call.reply_memory[0]);
    });
}

kern_return_t serve(mach_port_get_set_status, kobject_call<mach_port_get_set_status> &call) {
    return on_space(call, [&](ipc_space &space) -> kern_return_t {
        listing<mach_port_name_t> members(used_names(space));
        if (members.failed()) return KERN_RESOURCE_SHORTAGE;
        ref<ipc_pset> set;
        {
            lock_guard guard(space.lock);
            ipc_entry *entry = space.lookup(call.request.name);
            if (entry == nullptr) return KERN_INVALID_NAME;
            if (entry->type != ENTRY_PORT_SET) return KERN_INVALID_RIGHT;
            set = ref<ipc_pset>::share(*entry->set);
        }
        // By way of all names: the list of a set's members cannot be walked in pieces.
        for_each_name(space, members, [&](ipc_entry &entry, mach_port_name_t name) {
            if ((entry.type & ENTRY_RECEIVE) != 0 && ipc_pset_has(*set, *entry.port))
                members.add(name);
        });
        return members.to_memory(call.reply_memory[0]);
    });
}

kern_return_t serve(mach_port_kernel_object, kobject_call<mach_port_kernel_object> &call) {
    return on_space(call, [&](ipc_space &space) -> kern_return_t {
        lock_guard guard(space.lock);
        ipc_entry *entry = space.lookup(call.request.name);
        if (entry == nullptr) return KERN_INVALID_NAME;
        if ((entry->type & (ENTRY_SEND | ENTRY_RECEIVE)) == 0) return KERN_INVALID_RIGHT;
        lock_guard port_guard(entry->port->lock);
        if (!entry->port->active()) return KERN_INVALID_RIGHT;
        const bool kernel = entry->port->where == ipc_port::state::kernel;
        call.reply.object_type = kernel ? static_cast<uint32_t>(entry->port->kind) : 0;
        call.reply.object_address = kernel ? ipc_object_number(entry->port->kobject) : 0;
        return KERN_SUCCESS;
    });
}
