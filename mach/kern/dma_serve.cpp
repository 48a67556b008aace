/// \file
/// Kernel routines of a DMA domain: about the caller's own memory only.
#include <kern/dma_domain.hpp>
#include <kern/routine.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <mach/interface/dma.hpp>
#include <vm/vm_map.hpp>

namespace mi = mach::interface;

kern_return_t serve(mi::dma_wire, kobject_call<mi::dma_wire> &call) {
    const auto &in = call.request;
    if (in.size == 0 || in.address + in.size < in.address ||
        (in.access & ~(VM_PROT_READ | VM_PROT_WRITE)) != 0)
        return KERN_INVALID_ARGUMENT;
    const uint64_t first = in.address & ~uint64_t{MACH_PAGE_MASK};
    const uint64_t pages = (in.address + in.size - first + MACH_PAGE_MASK) >> MACH_PAGE_SHIFT;
    if (pages > mi::dma_pages_max) return KERN_INVALID_ARGUMENT;
    if (const auto bound = dma_domain::bind(call.port, call.caller.owner()); !bound)
        return bound.error();
    vm_map &map = call.caller.owner().map();
    // Memory is got back by way of a driver, so drivers must not wait for it.
    map.privileged.store(true, std::memory_order_relaxed);
    if (const auto wired = map.wire(in.address, in.size, in.access | VM_PROT_READ); !wired)
        return wired.error();
    auto &list = call.reply.variable;
    for (list.count = 0; list.count < pages; ++list.count) {
        const uint64_t physical =
            map.physical_map().extract(first + (uint64_t{list.count} << MACH_PAGE_SHIFT));
        if (physical == pmap::no_frame) {
            (void)map.wire(in.address, in.size, VM_PROT_NONE);
            return KERN_MEMORY_ERROR;
        }
        list.items[list.count] = physical & ~uint64_t{MACH_PAGE_MASK};
    }
    return KERN_SUCCESS;
}

kern_return_t serve(mi::dma_unwire, kobject_call<mi::dma_unwire> &call) {
    const auto &in = call.request;
    return code_of(call.caller.owner().map().wire(in.address, in.size, VM_PROT_NONE));
}
