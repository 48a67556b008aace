/// \file
/// Changed pages that the kernel has sent back to their pagers to get the memory: how many may be
/// under way, and how long it is worth while to wait for them.
#pragma once

#include <atomic>
#include <cstdint>

class memory_object_pager;

class vm_laundry {
public:
    /// May another page be sent to `pager`? Each costs memory of the kernel's until it is taken.
    /// A pager that takes nothing for `patience` gets no more, and what it has does not count.
    [[nodiscard]] bool has_room(const memory_object_pager &pager);
    void sent(memory_object_pager &pager);
    /// The pager has received the page, or is dead.
    void taken(memory_object_pager &pager);
    /// Will memory become free without anybody being ended: are pagers at work?
    [[nodiscard]] bool active() const;

private:
    static constexpr uint64_t patience = 20'000'000'000;   ///< ns, for a pager to receive
    static constexpr uint64_t write_time = 2'000'000'000;  ///< ns, for it to write what it has
    uint64_t idle_time() const;

    std::atomic<uint32_t> under_way_{0};
    std::atomic<uint32_t> lost_{0};  ///< of those, the ones that do not count
    std::atomic<uint64_t> progress_{
        0};  ///< when the last one was taken, or the first sent; 0: never
};

extern constinit vm_laundry vm_page_laundry;
