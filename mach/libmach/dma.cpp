#include <mach/interface/dma.hpp>

#include <mach/device.h>

#include "call.hpp"

namespace interface = mach::interface;
using libmach::exchange;

kern_return_t dma_wire(mach_port_t dma, mach_vm_address_t address, mach_vm_size_t size,
                       vm_prot_t access, uint64_t *pages, unsigned *count) {
    exchange<interface::dma_wire> x;
    x.request() = {.address = address, .size = size, .access = access};
    const kern_return_t kr = x.call(dma);
    if (kr != KERN_SUCCESS) return kr;
    const auto &list = x.reply().variable;
    if (list.count > *count) return KERN_INVALID_ARGUMENT;
    for (unsigned i = 0; i < list.count; ++i) pages[i] = list.items[i];
    *count = list.count;
    return kr;
}

kern_return_t dma_unwire(mach_port_t dma, mach_vm_address_t address, mach_vm_size_t size) {
    exchange<interface::dma_unwire> x;
    x.request() = {.address = address, .size = size};
    return x.call(dma);
}
