/// \file
/// One fault while it is being served: from the region down the shadow chain to the page.
#pragma once

#include <vm/memory_object_pager.hpp>
#include <vm/vm_map.hpp>

/// Lives within one call of vm_fault, with the map locked. The locks of `top` and `owner` are held
/// from find() until release(); so the page stays where it is.
class vm_fault_page {
public:
    /// \param look the caller only wants to know whether to wait: a pager's error is left for who
    /// meets it
    vm_fault_page(vm_map &map, vm_map_entry &entry, uint64_t address, vm_prot_t access, bool look)
        : map_(map),
          entry_(entry),
          address_(address & ~uint64_t{MACH_PAGE_MASK}),
          access_(access),
          look_(look) {}
    ~vm_fault_page() { release(); }
    vm_fault_page(const vm_fault_page &) = delete;

    enum class step : uint8_t {
        done,     ///< page() may be accessed as wanted
        retry,    ///< a lock was not to be had: begin again
        ask,      ///< the pager must be asked: see request()
        wait,     ///< it has been asked before
        request,  ///< on the swap space, which has too much to do, or no pager
        error,    ///< KERN_MEMORY_ERROR
        no_room,  ///< memory is short
    };
    /// Finds or makes the page for the access.
    [[nodiscard]] step find();
    /// Enters the translation, and the neighbours' that are resident anyway.
    [[nodiscard]] result<> enter();
    void release();

    /// The found page's bytes; null for device registers.
    char *bytes() const;
    /// What to tell the pager after `ask`, with no lock held.
    memory_object_demand request() { return std::move(demand_); }
    /// Where to wait; locked. \pre the last step was `wait` or `ask`
    vm_object &owner() { return *owner_; }

private:
    bool writing() const { return (access_ & VM_PROT_WRITE) != 0; }
    /// Not when the wait is that of a kernel routine's copy, which would try again for ever.
    bool refuses_to_wait() const { return entry_.resident_only && !look_; }
    step descend();
    step miss();
    step hit();
    step zero_fill();
    step copy_up();
    step swap_in(uint32_t slot);
    step ready_to_write();
    bool next_object();
    void map_neighbours();
    vm_prot_t allowed_now() const;

    vm_map &map_;
    vm_map_entry &entry_;
    const uint64_t address_;
    const vm_prot_t access_;
    const bool look_;
    vm_object *top_ = nullptr;            ///< the region's object
    vm_object *owner_ = nullptr;          ///< where the search is, or the page has been found
    uint64_t top_index_ = 0, index_ = 0;  ///< page numbers in top_ and owner_
    unsigned depth_ = 0;                  ///< of owner_ below top_
    vm_page *page_ = nullptr;             ///< null for a device object's
    memory_object_demand demand_;
};
