/// \file
/// Kernel routines on memory objects by port, for anybody who holds one.

#include <vm/memory_object_pager.hpp>
#include <vm/vm_object.hpp>
#include <vm/vm_serve.hpp>

namespace {

/// More than any machine's memory and less than what overflows an address computation.
constexpr uint64_t largest = uint64_t{1} << 46;

/// Puts a right to the object into the reply.
template <class Call>
kern_return_t reply_with(Call &call, result<ref<vm_object>> object) {
    if (!object) return object.error();
    auto right = (*object)->make_send();
    if (!right) return right.error();
    call.reply_rights[0] = std::move(*right);
    return KERN_SUCCESS;
}

}  // namespace

kern_return_t serve(memory_object_create_routine,
                    kobject_call<memory_object_create_routine> &call) {
    if (call.request.size > largest) return KERN_INVALID_ARGUMENT;
    return reply_with(call, vm_object::create_anonymous(call.request.size));
}

kern_return_t serve(memory_object_create_paged_routine,
                    kobject_call<memory_object_create_paged_routine> &call) {
    if (call.request.size > largest) return KERN_INVALID_ARGUMENT;
    return reply_with(
        call, memory_object_pager::create_object(std::move(call.rights[0]), call.request.size));
}

kern_return_t serve(memory_object_truncate_routine,
                    kobject_call<memory_object_truncate_routine> &call) {
    const ref<vm_object> object = ipc_kobject_get<vm_object>(call.port);
    if (!object || call.request.size > largest || object->kind() == vm_object_kind::device)
        return KERN_INVALID_ARGUMENT;
    object->truncate(call.request.size);
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_discard_routine,
                    kobject_call<memory_object_discard_routine> &call) {
    const ref<vm_object> object = ipc_kobject_get<vm_object>(call.port);
    const auto [offset, size] = call.request;
    if (!object || !object->anonymous() || (offset | size) & MACH_PAGE_MASK || offset > largest ||
        size > largest)
        return KERN_INVALID_ARGUMENT;
    object->discard(offset >> MACH_PAGE_SHIFT, (offset + size) >> MACH_PAGE_SHIFT);
    return KERN_SUCCESS;
}

kern_return_t serve(memory_object_get_size_routine,
                    kobject_call<memory_object_get_size_routine> &call) {
    const ref<vm_object> object = ipc_kobject_get<vm_object>(call.port);
    if (!object) return KERN_INVALID_ARGUMENT;
    call.reply.size = object->byte_size();
    return KERN_SUCCESS;
}
