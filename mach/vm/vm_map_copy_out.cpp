/// \file
/// Memory in transit reaches its receiver: a map, or the kernel's own buffer.

#include <algorithm>
#include <cstring>

#include <kern/long_work.hpp>
#include <kern/thread.hpp>
#include <vm/memory_object_pager.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_map_copy.hpp>
#include <vm/vm_reaper.hpp>

result<uint64_t> vm_map_copy::place(vm_map &target, const vm_placement &where,
                                    vm_inherit_t inheritance) {
    const uint64_t bytes = page_bytes();
    const vm_reaper::deferral deferral;
    lock_guard guard(target.lock);
    const uint64_t address = TRY(target.place(where, bytes));
    while (!entries_.empty()) {
        vm_map_entry &entry = entries_.front();
        entries_.pop_front();
        entry.start += address;
        entry.end += address;
        entry.inheritance = inheritance;
        target.insert(entry);
        long_work(400);
    }
    return address + offset_;
}

result<uint64_t> vm_map_copy::copy_out(vm_map &target) {
    if (size_ == 0) return 0;
    for (vm_map_entry &entry : entries_) {
        entry.protection = VM_PROT_DEFAULT;
        entry.max_protection = VM_PROT_ALL;
    }
    return place(target, {}, VM_INHERIT_COPY);
}

namespace {

/// The bytes at page `index` of a region in transit.
/// Its locks follow the chain, which the static analysis cannot.
class page_reader {
public:
    page_reader(vm_map_entry &entry, uint64_t index) NO_THREAD_SAFETY_ANALYSIS
        : object_(entry.object),
          index_(index) {
        if (object_) object_->lock.lock();
    }
    ~page_reader() NO_THREAD_SAFETY_ANALYSIS {
        if (object_) object_->lock.unlock();
    }
    page_reader(const page_reader &) = delete;

    /// Goes down the chain of shadows. Null when there is nothing, which means zeros.
    /// KERN_PAGE_WAIT when a pager has it.
    result<const char *> find() NO_THREAD_SAFETY_ANALYSIS {
        for (; object_; descend()) {
            if (vm_page *page = object_->page_at(index_)) return examine(*page);
            if (object_->slot_at(index_) != 0) return error(KERN_PAGE_WAIT);
            if (!object_->bounded()) continue;
            if (index_ << MACH_PAGE_SHIFT >= object_->size()) return error(KERN_MEMORY_ERROR);
            switch (object_->kind()) {
            case vm_object_kind::anonymous: break;
            case vm_object_kind::device:
                if (!object_->is_plain_memory()) return error(KERN_MEMORY_ERROR);
                return static_cast<const char *>(machine::phys_to_virt(object_->physical(index_)));
            case vm_object_kind::paged:
                return error(object_->pager()->alive() ? KERN_PAGE_WAIT : KERN_MEMORY_ERROR);
            }
        }
        return nullptr;
    }

private:
    result<const char *> examine(vm_page &page) NO_THREAD_SAFETY_ANALYSIS {
        if (page.state == vm_page_state::error) {
            object_->forget_error(page);
            return error(KERN_MEMORY_ERROR);
        }
        if (page.state == vm_page_state::absent || (page.pager_lock & VM_PROT_READ))
            return error(KERN_PAGE_WAIT);
        return static_cast<const char *>(vm_page_data(page));
    }
    void descend() NO_THREAD_SAFETY_ANALYSIS {
        ref<vm_object> below =
            object_->shadow() ? ref<vm_object>::share(*object_->shadow()) : ref<vm_object>();
        if (below) below->lock.lock();
        index_ += object_->shadow_index();
        object_->lock.unlock();
        object_ = std::move(below);
    }

    ref<vm_object> object_;  ///< locked
    uint64_t index_;
};

result<> read_page(vm_map_entry &entry, uint64_t index, uint64_t offset, void *to,
                   std::size_t size) {
    page_reader reader(entry, index);
    const char *bytes = TRY(reader.find());
    if (bytes)
        std::memcpy(to, bytes + offset, size);
    else
        std::memset(to, 0, size);
    return {};
}

}  // namespace

result<> vm_map_copy::read(void *to, uint64_t offset, uint64_t size) const {
    if (offset > size_ || size > size_ - offset) return error(KERN_INVALID_ARGUMENT);
    auto *at = static_cast<char *>(to);
    uint64_t from = offset_ + offset;
    const uint64_t end = from + size;
    for (const vm_map_entry &listed : entries_) {
        auto &entry = const_cast<vm_map_entry &>(listed);
        while (from < end && from < entry.end) {
            const uint64_t in_page = from & MACH_PAGE_MASK;
            const uint64_t part = std::min(end - from, MACH_PAGE_SIZE - in_page);
            auto done = read_page(entry, entry.index_of(from), in_page, at, part);
            if (!done) {
                if (done.error() == KERN_PAGE_WAIT) {
                    // The sender waits: the copy came from its own memory.
                    current_thread().page_wait = {
                        source_address_ + (from - offset_), VM_PROT_READ, nullptr, {}};
                }
                return done;
            }
            from += part;
            at += part;
        }
        if (from == end) break;
    }
    return {};
}

result<> vm_map_copy::overwrite(vm_map &target, uint64_t address) const {
    TRY(target.check(address, size_));
    vm_page *bounce = vm_page_allocate(0);
    if (!bounce) return error(KERN_RESOURCE_SHORTAGE);
    result<> outcome{};
    for (uint64_t at = 0; outcome && at < size_;) {
        const uint64_t part =
            std::min(size_ - at, MACH_PAGE_SIZE - ((address + at) & MACH_PAGE_MASK));
        outcome = read(vm_page_data(*bounce), at, part);
        if (outcome) outcome = target.write(address + at, vm_page_data(*bounce), part);
        at += part;
        long_work(12'000);
    }
    vm_page_free(*bounce, 0);
    return outcome;
}
