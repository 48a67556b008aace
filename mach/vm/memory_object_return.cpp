/// \file
/// Pages going back to their pager.

#include <mach/interface/memory_object.hpp>
#include <machine/clear_page.hpp>
#include <vm/kernel_message.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_events.hpp>
#include <vm/vm_laundry.hpp>
#include <vm/vm_map_copy.hpp>

namespace {

using data_return = kernel_message<memory_object_data_return_routine>;

}  // namespace

memory_object_return::~memory_object_return() {
    if (message_) ipc_kmsg_free(message_);
    if (spare_) vm_page_free(*spare_, 0);
}

bool memory_object_return::prepare(bool flush) {
    auto empty = vm_map_copy::of_pages(1);
    if (empty) copy_ = std::move(*empty);
    message_ = data_return::allocate();
    spare_ = flush ? nullptr : vm_page_allocate(0);
    return copy_ && message_ && (flush || spare_);
}

/// Page 0 stands in the tree's root, which needs no memory.
void memory_object_return::put(vm_page &page) {
    if (!copy_->put_page(page, 0)) panic("memory_object_return: no place for a page");
}

void memory_object_return::take(vm_object &object, vm_page &page,
                                bool flush) NO_THREAD_SAFETY_ANALYSIS {
    index_ = page.resident.index;
    dirty_ = page.dirty;
    taken_ = true;
    if (flush) {
        object.take_out(page);
        return put(page);
    }
    machine::copy_page(vm_page_data(*spare_), vm_page_data(page));
    page.dirty = page.precious = false;
    put(*std::exchange(spare_, nullptr));
}

void memory_object_return::send(memory_object_pager &pager, bool for_memory) {
    if (!taken_) return;
    if (for_memory) {
        copy_->washer_ = ref<memory_object_pager>::share(pager);
        vm_page_laundry.sent(pager);
    }
    vm_events.pageouts.happened();
    data_return::send(std::exchange(message_, nullptr), pager.port_,
                      {.data = kernel_memory_descriptor(std::move(copy_)),
                       .offset = index_ << MACH_PAGE_SHIFT,
                       .dirty = dirty_,
                       .kernel_copy = false});
}
