/// \file
/// Pages of an object on their way to the swap space. They stay where they are until they are
/// written, so that neither a failing disk nor a dying pager loses them; copies go to the pager.
#pragma once

#include <vm/vm_swap.hpp>

class vm_swap_write {
public:
    vm_swap_write() = default;
    vm_swap_write(const vm_swap_write &) = delete;
    /// Adds a page, if it lies behind the last one.
    [[nodiscard]] bool add(vm_page &page);
    /// Takes slots for the pages and copies them. False when there is nothing to be sent: the space
    /// is full, too much is under way, memory is short. \pre what was added is still there
    bool begin(vm_object &object) REQUIRES(object.lock);
    /// Sends them, if begun. No lock held.
    void send();

private:
    /// \return how many of the pages have been copied.
    unsigned copy();

    vm_page *pages_[vm_swap_cluster];
    unsigned count_ = 0;
    uint32_t slot_ = 0;
    ref<vm_map_copy> data_;
    ipc_kmsg *message_ = nullptr;
};
