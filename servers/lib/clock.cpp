#include <lib/clock.hpp>

#include <mach/mach.h>
#include <mach/mapped_time.h>

#include <lib/counter.hpp>

namespace server {

namespace {

const volatile mach_mapped_time_t *time_page() {
    static const volatile mach_mapped_time_t *page = nullptr;
    if (page) return page;
    mach_port_t object = MACH_PORT_NULL;
    mach_vm_address_t address = 0;
    if (host_map_time(mach_host_self(), &object) != KERN_SUCCESS) return nullptr;
    const kern_return_t kr =
        mach_vm_map(mach_task_self(), &address, MACH_PAGE_SIZE, 0, VM_FLAGS_ANYWHERE, object, 0, 0,
                    VM_PROT_READ, VM_PROT_READ, VM_INHERIT_NONE);
    (void)mach_port_deallocate(mach_task_self(), object);
    if (kr == KERN_SUCCESS) page = reinterpret_cast<const volatile mach_mapped_time_t *>(address);
    return page;
}

struct reading {
    uint64_t monotonic;
    int64_t realtime;
};

reading read_time() {
    const auto *page = time_page();
    if (!page) return {};
    for (;;) {
        const uint32_t sequence = __atomic_load_n(&page->sequence, __ATOMIC_ACQUIRE);
        const uint64_t elapsed = read_counter() - page->base_counter;
        const uint64_t monotonic =
            page->base_ns +
            static_cast<uint64_t>((static_cast<unsigned __int128>(elapsed) * page->multiplier) >>
                                  page->shift);
        const int64_t offset = page->realtime_offset_ns;
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if ((sequence & 1) == 0 && page->sequence == sequence)
            return {monotonic, static_cast<int64_t>(monotonic) + offset};
    }
}

}  // namespace

uint64_t monotonic_ns() { return read_time().monotonic; }
uint64_t ticks_to_ns(uint64_t ticks) {
    const auto *page = time_page();
    if (!page) return 0;
    return static_cast<uint64_t>(static_cast<unsigned __int128>(ticks) * page->multiplier >>
                                 page->shift);
}
int64_t realtime_ns() { return read_time().realtime; }

}  // namespace server
