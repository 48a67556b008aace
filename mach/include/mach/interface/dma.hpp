/// \file
/// A DMA domain: lets the driver of a device, who does not hold the device master, learn where its
/// own memory lies. From the first dma_wire on the domain is the caller's, and when that task ends
/// its memory stays until the last right to the domain is gone. Ids 2800 to 2899.
#pragma once

#include <mach/rpc.hpp>
#include <mach/vm_types.h>

namespace mach::interface {

inline constexpr unsigned dma_pages_max = 64;

#pragma pack(push, 4)
struct dma_wire_request {
    uint64_t address, size;  ///< of the caller's memory; at most dma_pages_max pages are touched
    vm_prot_t access;        ///< VM_PROT_WRITE: the device writes there
};
struct dma_wire_reply {
    kern_return_t result;
    mach::rpc::tail<uint64_t, dma_pages_max> variable;  ///< physical address of each page
};
struct dma_unwire_request {
    uint64_t address, size;
};
#pragma pack(pop)

/// Keeps pages of the calling task where they are, and says where that is. KERN_NO_ACCESS: the
/// domain is another task's. Other errors as mach_vm_wire.
using dma_wire = rpc::routine<2800, "dma_wire", dma_wire_request, dma_wire_reply>;
/// Undoes dma_wire of the same range; deallocating the memory does so, too.
using dma_unwire = rpc::routine<2801, "dma_unwire", dma_unwire_request>;

using dma_interface = rpc::interface<"dma", dma_wire, dma_unwire>;

}  // namespace mach::interface
