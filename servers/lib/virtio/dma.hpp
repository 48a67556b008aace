/// \file
/// Memory that a device reads and writes, too.
#pragma once

#include <cstdint>

#include <mach/mach.h>

namespace virtio {

/// Wired pages of this task; each page's physical address is known. Kept for the task's life.
class dma_area {
public:
    static constexpr unsigned pages_max = 32;

    /// \param size bytes. The memory is zeros.
    bool create(mach_port_t dma, uint32_t size);

    template <class T>
    T *at(uint32_t offset) const {
        return reinterpret_cast<T *>(address_ + offset);
    }
    /// Of the byte at `offset`; only what lies in the same page follows it.
    uint64_t physical(uint32_t offset) const {
        return pages_[offset / MACH_PAGE_SIZE] + offset % MACH_PAGE_SIZE;
    }

private:
    mach_vm_address_t address_ = 0;
    uint64_t pages_[pages_max] = {};
};

}  // namespace virtio
