#include <lib/virtio/dma.hpp>

#include <mach/device.h>

namespace virtio {

bool dma_area::create(mach_port_t dma, uint32_t size) {
    unsigned count = pages_max;
    return mach_vm_allocate(mach_task_self(), &address_, size, VM_FLAGS_ANYWHERE) == KERN_SUCCESS &&
           dma_wire(dma, address_, size, VM_PROT_READ | VM_PROT_WRITE, pages_, &count) ==
               KERN_SUCCESS;
}

}  // namespace virtio
