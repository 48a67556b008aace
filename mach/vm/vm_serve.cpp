/// \file
/// The kernel routines of <mach/interface/vm.hpp>, messages to a task port.

#include <vm/vm_serve.hpp>

#include <kern/task.hpp>
#include <vm/memory_object_proxy.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_events.hpp>
#include <vm/vm_fault.hpp>
#include <vm/vm_map_copy.hpp>

namespace {

/// The map a call is about. The task keeps it alive.
template <class Routine>
result<ref<task>> target(const kobject_request<Routine> &call) {
    ref<task> found = ipc_kobject_get<task>(call.port);
    if (!found) return error(KERN_INVALID_ARGUMENT);
    return found;
}

/// A copy of memory to be read at once. Its pages are brought in first: the copy can only wait for
/// the caller's own.
result<ref<vm_map_copy>> copy_for_reading(vm_map &map, const thread &caller, uint64_t address,
                                          uint64_t size) {
    if (&map != &caller.owner().map()) {
        const vm_range range = TRY(vm_range::of(address, size));
        for (uint64_t at = range.begin; at < range.end; at += MACH_PAGE_SIZE)
            TRY(vm_fault_in(map, at, VM_PROT_READ));
    }
    return vm_map_copy::copy_in(map, address, size, false);
}

/// What `right` lets the caller map as wanted. KERN_INVALID_ARGUMENT for what is no object or lies
/// outside of it, KERN_PROTECTION_FAILURE. A copy is written elsewhere, so that reading is enough.
result<memory_object_window> mappable(const ipc_right_transit &right,
                                      const vm_map_routine::request &in) {
    if (!right) return error(KERN_INVALID_ARGUMENT);
    memory_object_window window = TRY(memory_object_window::of(right.port()));
    if (in.offset > window.size || in.size > window.size - in.offset)
        return error(KERN_INVALID_ARGUMENT);
    const vm_prot_t needed = in.copy ? VM_PROT_READ : in.protection | in.max_protection;
    if (needed & ~window.max_protection & VM_PROT_ALL) return error(KERN_PROTECTION_FAILURE);
    return window;
}

constexpr int known_flags = VM_FLAGS_ANYWHERE | VM_FLAGS_OVERWRITE | VM_FLAGS_RESIDENT;

}  // namespace

#define TARGET(call)                \
    ({                              \
        auto found_ = target(call); \
        if (!found_) [[unlikely]]   \
            return found_.error();  \
        std::move(*found_);         \
    })

kern_return_t serve(vm_allocate_routine, kobject_call<vm_allocate_routine> &call) {
    const ref<task> t = TARGET(call);
    const auto &in = call.request;
    if (in.flags & ~known_flags) return KERN_INVALID_ARGUMENT;
    const auto address = t->map().allocate({in.address, 0, in.flags}, in.size);
    if (!address) return address.error();
    call.reply.address = *address;
    return KERN_SUCCESS;
}

kern_return_t serve(vm_deallocate_routine, kobject_call<vm_deallocate_routine> &call) {
    return code_of(TARGET(call)->map().deallocate(call.request.address, call.request.size));
}

kern_return_t serve(vm_protect_routine, kobject_call<vm_protect_routine> &call) {
    const auto &in = call.request;
    return code_of(TARGET(call)->map().protect(in.address, in.size, in.set_maximum, in.protection));
}

kern_return_t serve(vm_inherit_routine, kobject_call<vm_inherit_routine> &call) {
    const auto &in = call.request;
    return code_of(TARGET(call)->map().inherit(in.address, in.size, in.inheritance));
}

kern_return_t serve(vm_read_routine, kobject_call<vm_read_routine> &call) {
    const ref<task> t = TARGET(call);
    if (call.request.size > ~mach_msg_size_t{0}) return KERN_INVALID_ARGUMENT;
    auto copy = vm_map_copy::copy_in(t->map(), call.request.address, call.request.size, false);
    if (!copy) return copy.error();
    call.reply_memory[0] = std::move(*copy);
    return KERN_SUCCESS;
}

kern_return_t serve(vm_write_routine, kobject_call<vm_write_routine> &call) {
    const ref<task> t = TARGET(call);
    if (!call.memory[0]) return KERN_SUCCESS;
    return code_of(call.memory[0]->overwrite(t->map(), call.request.address));
}

kern_return_t serve(vm_copy_routine, kobject_call<vm_copy_routine> &call) {
    const ref<task> t = TARGET(call);
    const auto &in = call.request;
    auto copy = copy_for_reading(t->map(), call.caller, in.source, in.size);
    return copy ? code_of((*copy)->overwrite(t->map(), in.destination)) : copy.error();
}

kern_return_t serve(vm_read_overwrite_routine, kobject_call<vm_read_overwrite_routine> &call) {
    const ref<task> t = TARGET(call);
    const auto &in = call.request;
    auto copy = copy_for_reading(t->map(), call.caller, in.address, in.size);
    if (!copy) return copy.error();
    call.reply.size = in.size;
    return code_of((*copy)->overwrite(call.caller.owner().map(), in.data));
}

kern_return_t serve(vm_msync_routine, kobject_call<vm_msync_routine> &call) {
    const ref<task> t = TARGET(call);
    const auto &in = call.request;
    return code_of(t->map().msync(in.address, in.size, in.flags));
}

kern_return_t serve(vm_behavior_set_routine, kobject_call<vm_behavior_set_routine> &call) {
    const ref<task> t = TARGET(call);
    const auto &in = call.request;
    return code_of(t->map().set_behavior(in.address, in.size, in.behavior));
}

kern_return_t serve(vm_map_routine, kobject_call<vm_map_routine> &call) {
    const ref<task> t = TARGET(call);
    const auto &in = call.request;
    if (in.flags & ~known_flags) return KERN_INVALID_ARGUMENT;
    memory_object_window window;
    if (!call.rights[0].is_null()) {
        auto found = mappable(call.rights[0], in);
        if (!found) return found.error();
        window = std::move(*found);
    }
    const auto address =
        t->map().map({in.address, in.mask, in.flags}, in.size, std::move(window.object),
                     window.offset + in.offset, in.copy != 0,
                     {in.protection, in.max_protection, in.inheritance});
    if (!address) return address.error();
    call.reply.address = *address;
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_create_proxy_routine,
                    kobject_call<memory_object_create_proxy_routine> &call) {
    const auto &in = call.request;
    if (!call.rights[0]) return KERN_INVALID_ARGUMENT;
    auto window = memory_object_window::of(call.rights[0].port());
    if (!window) return window.error();
    if (auto done = window->narrow(in.offset, in.size, in.max_protection); !done)
        return done.error();
    auto right = memory_object_proxy::create(std::move(*window));
    if (!right) return right.error();
    call.reply_rights[0] = std::move(*right);
    return KERN_SUCCESS;
}

kern_return_t serve(vm_machine_attribute_routine,
                    kobject_call<vm_machine_attribute_routine> &call) {
    const ref<task> t = TARGET(call);
    const auto &in = call.request;
    call.reply.value = in.value;
    return code_of(t->map().machine_attribute(in.address, in.size, in.attribute, in.value));
}

kern_return_t serve(vm_remap_routine, kobject_call<vm_remap_routine> &call) {
    const ref<task> t = TARGET(call);
    const auto &in = call.request;
    if ((in.flags & ~known_flags) || !call.rights[0]) return KERN_INVALID_ARGUMENT;
    const ref<task> source = ipc_kobject_get<task>(call.rights[0].port());
    if (!source) return KERN_INVALID_ARGUMENT;
    vm_attributes attributes;
    const auto address = t->map().remap({in.address, in.mask, in.flags}, in.size, source->map(),
                                        in.source, in.copy != 0, in.inheritance, attributes);
    if (!address) return address.error();
    call.reply.address = *address;
    call.reply.protection = attributes.protection;
    call.reply.max_protection = attributes.max_protection;
    return KERN_SUCCESS;
}

kern_return_t serve(vm_page_query_routine, kobject_call<vm_page_query_routine> &call) {
    const ref<task> t = TARGET(call);
    const auto page = t->map().query(call.request.address);
    if (!page) return page.error();
    call.reply.disposition = page->disposition;
    call.reply.references = static_cast<int32_t>(page->references);
    return KERN_SUCCESS;
}

kern_return_t serve(vm_region_routine, kobject_call<vm_region_routine> &call) {
    const ref<task> t = TARGET(call);
    const auto region = t->map().region(call.request.address);
    if (!region) return region.error();
    call.reply.address = region->start;
    call.reply.size = region->size;
    call.reply.info = {.protection = region->attributes.protection,
                       .max_protection = region->attributes.max_protection,
                       .inheritance = region->attributes.inheritance,
                       .shared = region->shared,
                       .reserved = 0,
                       .offset = region->offset,
                       .behavior = VM_BEHAVIOR_DEFAULT,
                       .user_wired_count = static_cast<uint16_t>(region->wired),
                       .pad = 0};
    call.reply.resident = static_cast<uint32_t>(region->resident);
    return KERN_SUCCESS;
}

kern_return_t serve(vm_wire_routine, kobject_call<vm_wire_routine> &call) {
    const ref<task> t = TARGET(call);
    if (!call.rights[0]) return KERN_INVALID_HOST;
    {
        ipc_port &host = call.rights[0].port();
        lock_guard guard(host.lock);
        if (!ipc_kobject_locked(host, kobject_type::host_privileged)) return KERN_INVALID_HOST;
    }
    const auto &in = call.request;
    return code_of(t->map().wire(in.address, in.size, in.access));
}

kern_return_t serve(vm_statistics_routine, kobject_call<vm_statistics_routine> &call) {
    const vm_page_counts pages = vm_page_count();
    const auto count = [](uint64_t value) { return static_cast<uint32_t>(value); };
    call.reply.statistics = {
        .free_count = count(pages.free),
        .active_count = count(pages.active),
        .inactive_count = count(pages.inactive),
        .wire_count = count(pages.total - pages.free - pages.active - pages.inactive),
        .zero_fill_count = vm_events.zero_fills.count(),
        .reactivations = vm_events.reactivations.count(),
        .pageins = vm_events.pageins.count() + vm_events.swap_ins.count(),
        .pageouts = vm_events.pageouts.count() + vm_events.swap_outs.count(),
        .faults = vm_events.faults.count(),
        .cow_faults = vm_events.cow_faults.count()};
    return KERN_SUCCESS;
}
