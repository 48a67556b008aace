/// \file
/// A split virtqueue (Virtual I/O Device 1.1, 2.6) whose every request is one indirect descriptor:
/// slot n of the ring belongs to request n, and as many can be in flight as there are slots.
#pragma once

#include <cstdint>

#include <lib/virtio/dma.hpp>

namespace virtio {

/// One buffer of a request, as the device reads it.
struct descriptor {
    uint64_t address;  ///< physical
    uint32_t length;
    uint16_t flags;
    uint16_t next;
};
static_assert(sizeof(descriptor) == 16);
inline constexpr uint16_t descriptor_next = 1, descriptor_write = 2, descriptor_indirect = 4;

class queue {
public:
    static constexpr uint16_t size_max = 128;  ///< ring and tables then fill one page

    /// \param size a power of two, size_max at most.
    bool create(mach_port_t dma, uint16_t size);

    uint16_t size() const { return size_; }
    uint64_t descriptors_at() const { return page_.physical(0); }
    uint64_t available_at() const { return page_.physical(available_offset); }
    uint64_t used_at() const { return page_.physical(used_offset); }

    /// Gives the device a table of `count` descriptors, chained by `next`. The slot is free.
    /// \return whether the device wants to be told.
    bool submit(uint16_t slot, uint64_t table, uint16_t count);
    /// A request that the device is done with; -1: none. A device that names a slot outside the
    /// ring is not believed. \param length what it has written, bytes; may be null.
    int take(uint32_t *length = nullptr);

private:
    static constexpr uint32_t available_offset = size_max * sizeof(descriptor);
    static constexpr uint32_t used_offset = available_offset + 4 + 2 * size_max + 4;
    struct used_element {
        uint32_t slot, length;
    };

    descriptor *table() const { return page_.at<descriptor>(0); }
    volatile uint16_t *available() const { return page_.at<uint16_t>(available_offset); }
    volatile uint16_t *used() const { return page_.at<uint16_t>(used_offset); }

    dma_area page_;
    uint16_t size_ = 0, next_available_ = 0, next_used_ = 0;
};

}  // namespace virtio
