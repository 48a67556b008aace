#include <vm/vm_object.hpp>

#include <kern/thread.hpp>
#include <kern/zone.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_reaper.hpp>
#include <vm/vm_swap_clock.hpp>

namespace {

constinit zone<vm_object> objects{"vm_object"};

constexpr uint64_t whole_pages(uint64_t size) {
    return (size + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
}

}  // namespace

vm_object::vm_object(vm_object_kind kind, uint64_t size)
    : size_(whole_pages(size)), kind_(kind), byte_size_(size) {}
vm_object::~vm_object() {
    if (swappable_) vm_swap_clock::remove(*this);
}

result<ref<vm_object>> vm_object::create_anonymous(uint64_t size) {
    vm_object *object = objects.create(vm_object_kind::anonymous, size);
    if (!object) return error(KERN_RESOURCE_SHORTAGE);
    return ref<vm_object>::adopt(object);
}

result<ref<vm_object>> vm_object::create_device(uint64_t physical, uint64_t size,
                                                machine::memory_type type) {
    vm_object *object = objects.create(vm_object_kind::device, size);
    if (!object) return error(KERN_RESOURCE_SHORTAGE);
    object->physical_ = physical;
    object->type_ = type;
    {
        lock_guard guard(object->lock);
        object->sharing = vm_object_sharing::shared;
    }
    return ref<vm_object>::adopt(object);
}

result<ref<vm_object>> vm_object::create_paged(ref<memory_object_pager> pager, uint64_t size) {
    vm_object *object = objects.create(vm_object_kind::paged, size);
    if (!object) return error(KERN_RESOURCE_SHORTAGE);
    object->pager_ = std::move(pager);
    {
        lock_guard guard(object->lock);
        object->sharing = vm_object_sharing::shared;
    }
    return ref<vm_object>::adopt(object);
}

void vm_object::destroy(vm_object *object) { vm_reaper::dispose(*object); }

void vm_reaper::finish(vm_object &object) { objects.destroy(&object); }
