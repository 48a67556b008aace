#include <vm/zone_state.hpp>

namespace {

/// A free object's first word links it to the next.
void *&link_of(void *object) { return *static_cast<void **>(object); }

vm_page &slab_of(void *object) {
    vm_page &page = *vm_page_at(machine::virt_to_phys(object) & ~uint64_t{MACH_PAGE_MASK});
    return page.use == vm_page_use::slab_tail ? *page.tail.head : page;
}

}  // namespace

vm_page *zone_state::make_slab() {
    vm_page *slab = vm_page_allocate(slab_order);
    if (!slab) return nullptr;
    slab->use = vm_page_use::slab;
    slab->slab = {this, nullptr};
    slab->count = 0;
    for (unsigned i = 1; i < 1u << slab_order; ++i) {
        slab[i].use = vm_page_use::slab_tail;
        slab[i].tail = {slab};
    }
    auto *object = static_cast<char *>(vm_page_data(*slab)) +
                   std::size_t{object_size} * (objects_per_slab - 1);
    for (unsigned i = 0; i < objects_per_slab; ++i, object -= object_size) {
        link_of(object) = slab->slab.free;
        slab->slab.free = object;
    }
    return slab;
}

unsigned zone_state::take_partial(void **to, unsigned want) {
    unsigned got = 0;
    while (got < want) {
        if (partial.empty()) {
            if (!empty) break;
            partial.push_front(*std::exchange(empty, nullptr));
        }
        vm_page &slab = partial.front();
        while (got < want && slab.slab.free) {
            to[got++] = slab.slab.free;
            slab.slab.free = link_of(slab.slab.free);
            ++slab.count;
        }
        if (!slab.slab.free) partial.pop_front();
    }
    taken += got;
    return got;
}

unsigned zone_state::take(void **to, unsigned want) {
    {
        lock_guard guard(lock);
        if (unsigned got = take_partial(to, want)) return got;
    }
    vm_page *slab = make_slab();
    if (!slab) return 0;
    lock_guard guard(lock);
    partial.push_front(*slab);
    ++slabs;
    return take_partial(to, want);
}

vm_page *zone_state::put_one(void *object) {
    vm_page &slab = slab_of(object);
    assert(slab.use == vm_page_use::slab && slab.slab.zone == this && slab.count != 0);
    if (!slab.slab.free) partial.push_front(slab);
    link_of(object) = slab.slab.free;
    slab.slab.free = object;
    if (--slab.count != 0) return nullptr;
    partial.erase(partial.iterator_to(slab));
    if (!empty) {
        empty = &slab;
        return nullptr;
    }
    --slabs;
    return &slab;
}

void zone_state::put(void *const *objects, unsigned count) {
    list<vm_page, &vm_page::queue_hook> unused;
    {
        lock_guard guard(lock);
        taken -= count;
        for (unsigned i = 0; i < count; ++i)
            if (vm_page *slab = put_one(objects[i])) unused.push_front(*slab);
    }
    while (!unused.empty()) {
        vm_page &slab = unused.front();
        unused.pop_front();
        for (unsigned i = 0; i < 1u << slab_order; ++i) (&slab)[i].use = vm_page_use::kernel;
        vm_page_free(slab, slab_order);
    }
}
