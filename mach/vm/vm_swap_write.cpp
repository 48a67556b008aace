#include <vm/vm_swap_write.hpp>

#include <mach/interface/memory_object.hpp>
#include <machine/clear_page.hpp>
#include <vm/kernel_message.hpp>
#include <vm/vm_map_copy.hpp>

bool vm_swap_write::add(vm_page &page) {
    if (count_ == vm_swap_cluster ||
        (count_ != 0 && page.resident.index != pages_[count_ - 1]->resident.index + 1))
        return false;
    pages_[count_++] = &page;
    return true;
}

unsigned vm_swap_write::copy() {
    for (unsigned i = 0; i < count_; ++i) {
        vm_page *frame = vm_page_allocate(0);
        if (!frame) return i;
        machine::copy_page(vm_page_data(*frame), vm_page_data(*pages_[i]));
        if (data_->put_page(*frame, i)) continue;
        vm_page_free(*frame, 0);
        return i;
    }
    return count_;
}

bool vm_swap_write::begin(vm_object &object) {
    if (count_ == 0) return false;
    slot_ = vm_swap_space.allocate(count_);
    if (slot_ == 0) return false;
    unsigned copied = 0;
    if (vm_swap_space.begin(object, pages_[0]->resident.index, slot_, true)) {
        message_ = kernel_message<memory_object_data_return_routine>::allocate();
        if (auto data = vm_map_copy::of_pages(count_); data && message_) {
            data_ = std::move(*data);
            copied = copy();
        }
        // All or nothing: a cluster is what the message says it is.
        vm_swap_space.set_count(slot_, copied == count_ ? count_ : 0);
    }
    if (copied != count_) {
        for (unsigned i = 0; i < count_; ++i) vm_swap_space.free(slot_ + i);
        if (message_) ipc_kmsg_free(std::exchange(message_, nullptr));
        data_ = nullptr;
        return false;
    }
    for (unsigned i = 0; i < count_; ++i) {
        vm_page &page = *pages_[i];
        if (page.slot != 0) vm_swap_space.free(page.slot);
        page.slot = slot_ + i;
        page.swapping = true;
        page.dirty = false;
    }
    return true;
}

void vm_swap_write::send() {
    if (message_) vm_swap_space.write(std::exchange(message_, nullptr), std::move(data_), slot_);
}
