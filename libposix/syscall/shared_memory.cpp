// System V's shared memory: memory objects of the process server's, mapped here.
#include <cerrno>

#include <mach/mach_traps.h>
#include <mapping.hpp>
#include <syscall/ipc_calls.hpp>
#include <syscall/ipc_control.hpp>
#include <syscall/ipc_layout.hpp>

namespace posix {

namespace {

constexpr auto kind = protocol::ipc_kind::shared_memory;
constexpr uint32_t read_only = 010000, round_down = 020000, remap = 040000,
                   execute = 0100000;  // SHM_*
constexpr uint64_t segments_max = 4096, size_max = ~uint64_t{0} - (1 << 24);

/// struct shminfo64 and struct shm_info.
struct limits_layout {
    uint64_t most, least, segments, segments_of_process, pages, unused[4];
};
struct usage_layout {
    int32_t used, padding;
    uint64_t pages, resident, swapped, swap_attempts, swap_successes;
};

bool something_mapped(uint64_t begin, uint64_t end) {
    mapped_region found;
    return next_region(begin, found) && found.begin < end;
}

/// Where a segment of `size` bytes is to go; 0: anywhere. \return 0 or -errno.
long place_of(user_address &address, uint64_t size, uint32_t flags) {
    if (address == 0) return (flags & remap) != 0 ? -EINVAL : 0;
    if (!page_aligned(address)) {
        if ((flags & round_down) == 0) return -EINVAL;
        address &= ~(page_size - 1);
        if (address == 0 && (flags & remap) != 0) return -EINVAL;
    }
    if (!mappable(address, size)) return -EINVAL;
    return (flags & remap) == 0 && something_mapped(address, address + size) ? -EINVAL : 0;
}

long map_segment(user_address &address, const protocol::shm_object_reply &segment, uint32_t flags) {
    const uint64_t size = page_round(segment.size);
    if (const long error = place_of(address, size, flags); error != 0) return error;
    int placement = address == 0 ? VM_FLAGS_ANYWHERE : VM_FLAGS_FIXED;
    if ((flags & remap) != 0) placement |= VM_FLAGS_OVERWRITE;
    if (address == 0) address = map_hint;
    const uint32_t protection = VM_PROT_READ | ((flags & read_only) != 0 ? 0 : VM_PROT_WRITE) |
                                ((flags & execute) != 0 ? VM_PROT_EXECUTE : 0);
    const uint32_t maximum =
        (flags & read_only) != 0 ? VM_PROT_READ | VM_PROT_EXECUTE : VM_PROT_ALL;
    return map_object(address, size, segment.object.name, 0, protection, maximum, placement,
                      true) == KERN_SUCCESS
               ? 0
               : -ENOMEM;
}

long status(int id, protocol::ipc_lookup lookup, user_address buffer) {
    protocol::ipc_status_reply s;
    if (const long error = ipc_status_call(kind, id, lookup, s); error != 0) return error;
    const shm_status_layout out{.permission = to_layout(s.permission),
                                .size = s.size,
                                .attach_time = s.times[0],
                                .detach_time = s.times[1],
                                .change_time = s.times[2],
                                .creator = s.pids[0],
                                .last = s.pids[1],
                                .attached = s.attached,
                                .unused = {}};
    if (!put_user(buffer, out)) return -EFAULT;
    return lookup == protocol::ipc_lookup::id ? 0 : s.id;
}

long limits(user_address buffer) {
    protocol::ipc_totals_reply now;
    if (const long error = ipc_totals_call(kind, now); error != 0) return error;
    const limits_layout out{.most = size_max,
                            .least = 1,
                            .segments = segments_max,
                            .segments_of_process = segments_max,
                            .pages = size_max,
                            .unused = {}};
    return put_user(buffer, out) ? now.highest : -EFAULT;
}

long usage(user_address buffer) {
    protocol::ipc_totals_reply now;
    if (const long error = ipc_totals_call(kind, now); error != 0) return error;
    usage_layout out{};
    out.used = static_cast<int32_t>(now.used);
    out.pages = now.amount[0];
    return put_user(buffer, out) ? now.highest : -EFAULT;
}

long set_locked(int id, bool locked) {
    mach::rpc::exchange<protocol::shm_lock> x;
    x.request() = {.id = id, .locked = locked};
    return errno_of(x.call(self.server));
}

}  // namespace

long sys_shmget(int32_t key, uint64_t size, uint32_t flags) {
    return ipc_get_call(kind, key, size, flags);
}

long sys_shmat(int id, user_address address, uint32_t flags) {
    mach::rpc::exchange<protocol::shm_object> x;
    x.request() = {.id = id, .writable = (flags & read_only) == 0};
    if (const kern_return_t kr = x.call(self.server); kr != KERN_SUCCESS) return errno_of(kr);
    const long error = map_segment(address, x.reply(), flags);
    (void)mach_port_deallocate(mach_task_self(), x.reply().object.name);
    if (error != 0) return error;
    mach::rpc::exchange<protocol::shm_attach> told;
    told.request() = {.id = id, .address = address};
    const kern_return_t kr = told.call(self.server);
    if (kr == KERN_SUCCESS) return static_cast<long>(address);
    (void)mach_vm_deallocate(mach_task_self(), address, page_round(x.reply().size));
    return errno_of(kr);
}

long sys_shmdt(user_address address) {
    mach::rpc::exchange<protocol::shm_detach> x;
    x.request().address = address;
    if (const kern_return_t kr = x.call(self.server); kr != KERN_SUCCESS) return errno_of(kr);
    (void)mach_vm_deallocate(mach_task_self(), address, page_round(x.reply().size));
    return 0;
}

long sys_shmctl(int id, uint32_t command, user_address buffer) {
    constexpr uint32_t lock_it = 11, unlock_it = 12, status_of_index = 13, usage_of_all = 14,
                       status_of_any = 15;
    if (id < 0) return -EINVAL;
    switch (command) {
    case ipc_remove_command: return ipc_remove_call(kind, id);
    case ipc_set_command: {
        shm_status_layout given;
        if (!get_user(given, buffer)) return -EFAULT;
        return ipc_set_call(kind, id, given.permission, 0);
    }
    case ipc_status_command: return status(id, protocol::ipc_lookup::id, buffer);
    case status_of_index: return status(id, protocol::ipc_lookup::index, buffer);
    case status_of_any: return status(id, protocol::ipc_lookup::index_any, buffer);
    case ipc_info_command: return limits(buffer);
    case usage_of_all: return usage(buffer);
    case lock_it: return set_locked(id, true);
    case unlock_it: return set_locked(id, false);
    default: return -EINVAL;
    }
}

}  // namespace posix
