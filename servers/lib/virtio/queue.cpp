#include <lib/virtio/queue.hpp>

#include <atomic>

namespace virtio {

bool queue::create(mach_port_t dma, uint16_t size) {
    if (size == 0 || size > size_max || (size & (size - 1)) != 0) return false;
    size_ = size;
    return page_.create(dma, MACH_PAGE_SIZE);
}

bool queue::submit(uint16_t slot, uint64_t table_at, uint16_t count) {
    constexpr uint16_t no_notify = 1;
    table()[slot] = {.address = table_at,
                     .length = static_cast<uint32_t>(count * sizeof(descriptor)),
                     .flags = descriptor_indirect,
                     .next = 0};
    available()[2 + next_available_ % size_] = slot;
    std::atomic_thread_fence(std::memory_order_seq_cst);  // the entry before its index
    available()[1] = ++next_available_;
    std::atomic_thread_fence(std::memory_order_seq_cst);  // the index before the look at the flag
    return (used()[0] & no_notify) == 0;
}

int queue::take(uint32_t *length) {
    for (;;) {
        if (used()[1] == next_used_) return -1;
        std::atomic_thread_fence(std::memory_order_seq_cst);  // the index before the element
        const auto *ring = page_.at<volatile used_element>(used_offset + 4);
        const volatile used_element &element = ring[next_used_++ % size_];
        const uint32_t slot = element.slot;
        if (slot >= size_) continue;
        if (length) *length = element.length;
        return static_cast<int>(slot);
    }
}

}  // namespace virtio
