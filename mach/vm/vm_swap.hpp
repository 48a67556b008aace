/// \file
/// The swap space: one paged object, of which the default memory manager is the pager, in slots of
/// a page. Which slots are free is known here, and which slot a page is in stands in the object
/// that the page belongs to (vm_page_tree), so that the pager keeps nothing and another can take
/// its place. Nothing maps the space's object; its pager is asked by the requests of this class.
#pragma once

#include <cstdint>

#include <ipc/ipc_right_transit.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/spinlock.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_object.hpp>

struct memory_object_demand;
class vm_swap_write;

/// Pages that go to or come from the space in one request, at most.
inline constexpr unsigned vm_swap_cluster = 16;

class vm_swap {
public:
    /// `pager`, a send right, has the data of a space of `size` bytes from now on. It may take the
    /// place of one that has died, with the same data. KERN_INVALID_ARGUMENT: too small, or not the
    /// size it had. KERN_RESOURCE_SHORTAGE.
    [[nodiscard]] result<> start(ipc_right_transit pager, uint64_t size);
    /// Is there a pager that lives?
    bool alive() const { return alive_.load(std::memory_order_relaxed); }
    /// Has the pager died a short while ago, so that its successor may still come?
    bool expects_pager() const;
    bool owns(const vm_object &object) const {
        return &object == owned_.load(std::memory_order_relaxed);
    }
    /// Pages.
    uint64_t total() const { return total_; }
    uint64_t free_count() const { return free_.load(std::memory_order_relaxed); }

    /// Consecutive free slots, at most `count` of them, and then as many as `count` says
    /// afterwards.
    /// \return the first; 0 when the space is full.
    [[nodiscard]] uint32_t allocate(unsigned &count);
    void free(uint32_t slot);

    /// May another write begin?
    bool may_write() const {
        return alive() && writes_.load(std::memory_order_relaxed) < most_writes;
    }
    /// Announces a request about pages of `object` from `index` on, which is locked, and slots from
    /// `slot` on. False when too many are under way, or the pager is dead: see `wait`.
    [[nodiscard]] bool begin(vm_object &object, uint64_t index, uint32_t slot, bool writing);
    /// Pages it is about; none: it does not take place.
    void set_count(uint32_t slot, unsigned count);
    /// Asks the pager. False when there is no memory for the message; the pages are as before then.
    [[nodiscard]] bool read(const memory_object_demand &demand);
    void write(ipc_kmsg *message, ref<vm_map_copy> data, uint32_t slot);

    /// The pager's answers, to offsets in the space. What is not under way is ignored.
    void supplied(uint64_t offset, const vm_map_copy &data);
    void written(uint64_t offset) { finish(offset, outcome::done); }
    void failed(uint64_t offset) { finish(offset, outcome::failed); }
    /// The pager has died: what it was to read is asked of the next one.
    void lost();

    /// Blocks `self` until a request ends or a pager comes. False, and nothing done, when there is
    /// no reason to wait. No object may be locked.
    [[nodiscard]] bool wait_for_request(thread &self);
    /// The same until a write has freed memory.
    [[nodiscard]] bool wait_for_memory(thread &self);
    bool writing() const { return writes_.load(std::memory_order_relaxed) != 0; }

private:
    enum class outcome : uint8_t { done, failed, withdrawn };
    struct request {
        ref<vm_object> object;  ///< null: not in use
        uint64_t index = 0;
        uint32_t slot = 0;
        uint8_t count = 0;
        bool writing = false;
    };
    static constexpr unsigned most_requests = 24, most_writes = 8;

    request take(uint32_t slot);
    void finish(uint64_t offset, outcome how);
    void finish(request done, outcome how);
    void finish_page(vm_object &object, vm_page &page, bool writing, outcome how)
        REQUIRES(object.lock);
    void withdraw();
    bool has_room(bool writing) const REQUIRES(lock_);
    void wake();

    spinlock lock_{lock_rank::leaf};
    request requests_[most_requests] GUARDED_BY(lock_);
    uint64_t *used_ GUARDED_BY(lock_) = nullptr;  ///< bit n: slot n is in use, or there is none
    uint64_t next_ GUARDED_BY(lock_) = 0;         ///< word of `used_` to begin the search at
    uint64_t total_ = 0;                          ///< set once
    std::atomic<uint64_t> free_{0};               ///< changed under the lock
    std::atomic<unsigned> writes_{0}, reads_{0};  ///< under way; likewise
    std::atomic<bool> alive_{false};
    std::atomic<uint64_t> died_{0};  ///< when, in ns
    std::atomic<const vm_object *> owned_{nullptr};
    ref<vm_object> object_ GUARDED_BY(lock_);  ///< the space
    ref<vm_object> lobby_;                     ///< where threads wait; set once
};

extern constinit vm_swap vm_swap_space;
