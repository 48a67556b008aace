// Memory: allocation, faults.

#include "mach_bench.hpp"

using mach_bench::cost;
using mach_bench::measure;
using mach_bench::must;
using mach_bench::report;

namespace {

volatile char *bytes(mach_vm_address_t address) {
    return reinterpret_cast<volatile char *>(address);
}

}  // namespace

void bench_memory() {
    const task_t self = mach_task_self();
    measure("page_alloc_touch_free", 200, [&] {
        mach_vm_address_t page = 0;
        must("allocate", mach_vm_allocate(self, &page, MACH_PAGE_SIZE, VM_FLAGS_ANYWHERE));
        *bytes(page) = 1;
        must("deallocate", mach_vm_deallocate(self, page, MACH_PAGE_SIZE));
    });
    // Faults one after another in fresh memory, without setting it up and taking it down.
    constexpr int pages = 256;
    uint64_t zero_fill = ~0ull, copy = ~0ull;
    for (int round = 0; round < mach_bench::batches; ++round) {
        mach_vm_address_t area = 0, shadow = 0;
        must("allocate", mach_vm_allocate(self, &area, pages * MACH_PAGE_SIZE, VM_FLAGS_ANYWHERE));
        uint64_t begin = server::monotonic_ns();
        for (int i = 0; i < pages; ++i) bytes(area)[i * MACH_PAGE_SIZE] = 1;
        zero_fill = std::min(zero_fill, (server::monotonic_ns() - begin) / pages);
        vm_prot_t current = 0, maximum = 0;
        must("remap", mach_vm_remap(self, &shadow, pages * MACH_PAGE_SIZE, 0, VM_FLAGS_ANYWHERE,
                                    self, area, 1, &current, &maximum, VM_INHERIT_COPY));
        begin = server::monotonic_ns();
        for (int i = 0; i < pages; ++i) bytes(area)[i * MACH_PAGE_SIZE] = 2;
        copy = std::min(copy, (server::monotonic_ns() - begin) / pages);
        must("deallocate", mach_vm_deallocate(self, area, pages * MACH_PAGE_SIZE));
        must("deallocate", mach_vm_deallocate(self, shadow, pages * MACH_PAGE_SIZE));
    }
    report("zero_fill_fault", zero_fill);
    report("cow_fault", copy);
}
