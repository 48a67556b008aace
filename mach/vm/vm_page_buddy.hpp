/// \file
/// Buddy allocator of frames (K. Knowlton, "A fast storage allocator", CACM 1965): free blocks of
/// 2^n frames, n up to vm_page_max_order, one list each; a freed block merges with its buddy while
/// that is free.
#pragma once

#include <cstdint>

#include <kern/spinlock.hpp>
#include <vm/vm_page.hpp>

class vm_page_buddy {
public:
    /// Guards the free lists and the page-out queues.
    spinlock lock{lock_rank::vm_page};

    [[nodiscard]] vm_page *allocate(unsigned order) REQUIRES(lock);
    void free(vm_page &page, unsigned order) REQUIRES(lock);
    /// Frames in free blocks.
    uint64_t free_count() const { return free_count_.load(std::memory_order_relaxed); }

private:
    using block_list = list<vm_page, &vm_page::queue_hook>;

    void insert(vm_page &page, unsigned order) REQUIRES(lock);
    void remove(vm_page &page) REQUIRES(lock);
    static vm_page *buddy_of(const vm_page &page, unsigned order);

    block_list blocks_[vm_page_max_order + 1] GUARDED_BY(lock);
    uint32_t nonempty_ GUARDED_BY(lock) = 0;  ///< bit n: blocks_[n] has a block
    std::atomic<uint64_t> free_count_{0};     ///< written under `lock`, read without
};

extern vm_page_buddy &vm_page_free_blocks;
