/// \file
/// A memory object: pages that maps show at addresses. Anonymous ones may shadow another (what they
/// lack is looked up there), so that copies are made page by page at the first write; R. Rashid et
/// al., "Machine-independent virtual memory management for paged uniprocessor and multiprocessor
/// architectures", ASPLOS 1987. The reverse of `shadow` is kept too: it leads from an object to
/// every address at which its pages can be seen.
#pragma once

#include <cstdint>

#include <ipc/ipc_kobject_type.hpp>
#include <ipc/ipc_port.hpp>
#include <kern/list.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/spinlock.hpp>
#include <kern/thread.hpp>
#include <kern/zone.hpp>
#include <machine/pmap_entry.hpp>
#include <mach/vm_types.h>
#include <vm/vm_map_entry.hpp>
#include <vm/vm_page.hpp>
#include <vm/vm_page_tree.hpp>

class memory_object_pager;

enum class vm_object_kind : uint8_t {
    anonymous,  ///< zero-filled at first touch
    paged,      ///< a pager in user space has the data
    device,     ///< a physical range that the page allocator does not own; no vm_page
};

/// Who sees the pages.
enum class vm_object_sharing : uint8_t {
    sole,       ///< each page by at most one map entry
    symmetric,  ///< copies among entries that all have needs_copy; nobody writes in place
    shared,     ///< several entries, or holders of its port, see each other's writes
};

class vm_object : public ref_counted<vm_object> {
public:
    static constexpr kobject_type kobject = kobject_type::memory_object;

    [[nodiscard]] static result<ref<vm_object>> create_anonymous(uint64_t size);
    /// \param physical page-aligned; the caller knows that it is safe to map.
    [[nodiscard]] static result<ref<vm_object>> create_device(uint64_t physical, uint64_t size,
                                                              machine::memory_type type);
    [[nodiscard]] static result<ref<vm_object>> create_paged(ref<memory_object_pager> pager,
                                                             uint64_t size);
    /// Frees up to a bounded number of pages and hands the rest to the reaper.
    static void destroy(vm_object *);

    // Guarded by `lock` all; public to the files of this class and the fault code.
    spinlock lock{lock_rank::vm_object};
    vm_object_kind kind() const { return kind_; }
    bool anonymous() const { return kind_ == vm_object_kind::anonymous; }
    vm_object_sharing sharing GUARDED_BY(lock) = vm_object_sharing::sole;

    /// Bytes, a multiple of the page. A named object ends there: touching more is
    /// KERN_MEMORY_ERROR.
    uint64_t size() const REQUIRES(lock) { return size_; }
    void extend(uint64_t size) REQUIRES(lock) {
        if (size > size_) size_ = size;
    }
    bool bounded() const REQUIRES(lock) {
        return kind_ != vm_object_kind::anonymous || sharing == vm_object_sharing::shared;
    }
    uint64_t resident_count() const REQUIRES(lock) { return pages_.count(); }

    // vm_object_page.cpp
    [[nodiscard]] vm_page *page_at(uint64_t index) REQUIRES(lock) { return pages_.lookup(index); }
    [[nodiscard]] vm_page *next_page(uint64_t index) REQUIRES(lock) { return pages_.next(index); }
    /// Is there a page, in memory or on the swap space?
    [[nodiscard]] bool holds(uint64_t index) const REQUIRES(lock) {
        const auto found = pages_.at(index);
        return found.page || found.slot;
    }
    /// Makes `page` (use kernel) resident at `index`, where there is none. False when memory for
    /// the tree is short; the page is the caller's then.
    [[nodiscard]] bool insert(vm_page &page, uint64_t index) REQUIRES(lock);
    /// Takes a page out; it is the caller's (use kernel). Nothing may map it.
    void take_out(vm_page &page) REQUIRES(lock);
    /// A pager's error has been told to somebody; the next touch asks again.
    void forget_error(vm_page &page) REQUIRES(lock) {
        if (page.slot != 0) return leave_slot(page);
        take_out(page);
        vm_page_free(page, 0);
    }

    // vm_object_swap.cpp: anonymous objects of POSIX processes
    /// From now on pages may go to the swap space.
    void make_swappable() EXCLUDES(lock);
    /// Pages on the swap space only.
    uint64_t swapped_count() const REQUIRES(lock) { return pages_.slot_count(); }
    /// The slot that the page is in when it is not in memory, else 0.
    uint32_t slot_at(uint64_t index) const REQUIRES(lock) {
        return swapped_count() == 0 ? 0 : pages_.at(index).slot;
    }
    /// Frees a page whose slot has its bytes. Nothing maps it.
    void leave_slot(vm_page &page) REQUIRES(lock);
    /// Puts `page` (use kernel), absent, where a slot stands, to be read from there.
    void expect(vm_page &page, uint64_t index) REQUIRES(lock);
    /// Takes out and frees up to `budget` pages numbered [first, end). \return true when none is
    /// left.
    bool free_pages(uint64_t first, uint64_t end, unsigned budget) REQUIRES(lock);
    /// The same without a limit, letting interrupts in.
    void free_all(uint64_t first, uint64_t end) REQUIRES(lock);
    /// A device object's frame address.
    uint64_t physical(uint64_t index) const { return physical_ + (index << MACH_PAGE_SHIFT); }
    machine::memory_type type() const { return type_; }
    /// A device object over RAM that the allocator does not own (boot archive, clock page): its
    /// bytes can be copied.
    bool is_plain_memory() const {
        return kind_ == vm_object_kind::device && type_ == machine::memory_type::normal;
    }

    // vm_object_shadow.cpp
    vm_object *shadow() const REQUIRES(lock) { return shadow_.get(); }
    /// Page number in shadow() of page 0.
    uint64_t shadow_index() const REQUIRES(lock) { return shadow_index_; }
    /// A new object that shows [index, index + size) of `of` until it is written.
    [[nodiscard]] static result<ref<vm_object>> create_shadow(vm_object &of, uint64_t index,
                                                              uint64_t size) EXCLUDES(of.lock);
    /// Shortens the chain below: takes over pages of a shadow that nobody else refers to, or steps
    /// over an empty one. Bounded; does as much as is cheap.
    void collapse() REQUIRES(lock);

    // vm_object_copy.cpp: copies of a shared object.
    /// A snapshot of all of `of`: an object that shadows it and gets the old contents of each page
    /// before it changes. Others may have the same one: map it with needs_copy.
    /// KERN_RESOURCE_SHORTAGE.
    [[nodiscard]] static result<ref<vm_object>> create_copy(vm_object &of) EXCLUDES(of.lock);
    /// What has to be done before page `index` may be written.
    enum class push : uint8_t {
        done,     ///< it may be written
        retry,    ///< drop all locks and begin again
        no_room,  ///< no memory
    };
    [[nodiscard]] push push_to_copy(uint64_t index) REQUIRES(lock);
    bool has_copy() const REQUIRES(lock) { return copy_ != nullptr; }

    // vm_object_mappings.cpp: where the pages can be seen.
    void add_mapping(vm_map_entry &entry) REQUIRES(lock) { mappings_.push_front(entry); }
    void remove_mapping(vm_map_entry &entry) REQUIRES(lock) {
        mappings_.erase(mappings_.iterator_to(entry));
    }
    /// Takes write access to pages [first, end) from every address.
    void write_protect(uint64_t first, uint64_t end) REQUIRES(lock);
    /// Unmaps page `index` everywhere but at `except`; only addresses that map this object itself.
    void unmap_others(uint64_t index, const vm_map_entry &except) REQUIRES(lock);
    /// Unmaps [first, end) at all addresses, through objects that shadow this one too. False when
    /// an object's lock was not to be had: drop this one and try again.
    /// \param spare_wired do nothing more, and say false, where a region is wired
    [[nodiscard]] bool unmap(uint64_t first, uint64_t end, bool spare_wired = false) REQUIRES(lock);

    // memory_object.cpp: objects that have a port
    /// Changes the size; pages beyond are freed and unmapped. Waits for no one.
    void truncate(uint64_t size) EXCLUDES(lock);
    /// Frees and unmaps pages [first, end).
    void discard(uint64_t first, uint64_t end) EXCLUDES(lock);
    /// The pager's side, null for other kinds.
    memory_object_pager *pager() const { return pager_.get(); }
    /// Bytes, as created or truncated.
    uint64_t byte_size() EXCLUDES(lock);
    /// The pager is gone: what it has been asked for fails.
    void fail_requests() EXCLUDES(lock);
    /// A send right to the object's port, which is made at the first call. From then on the object
    /// counts as shared.
    [[nodiscard]] result<ipc_right_transit> make_send() EXCLUDES(lock);
    /// No task holds a send right any more.
    void no_senders() EXCLUDES(lock);

    // vm_object_lock_page.cpp
    /// Pages that a pager can take back are kept on the page-out queues.
    void queue_page(vm_page &page) REQUIRES(lock);
    /// Applies a pager's lock request to the first page of [from, end) that is there. \return where
    /// to go on.
    [[nodiscard]] result<uint64_t> lock_page(uint64_t from, uint64_t end,
                                             memory_object_return_t back, bool flush,
                                             vm_prot_t forbid) EXCLUDES(lock);

    // vm_object_wait.cpp
    /// Blocks `self` until some page of this object changes state.
    void wait(thread &self) REQUIRES(lock);
    void wake_all() REQUIRES(lock);
    void forget(thread &self) EXCLUDES(lock);

private:
    friend class zone<vm_object>;
    friend class vm_reaper;
    vm_object(vm_object_kind kind, uint64_t size);
    ~vm_object();

    /// The object's port, made at the first call.
    [[nodiscard]] result<ref<ipc_port>> port() EXCLUDES(lock);
    /// Undoes the link to shadow(). \return the reference to it, for the caller to drop without
    /// this object's lock.
    ref<vm_object> detach_shadow() REQUIRES(lock);
    void attach_shadow(ref<vm_object> to, uint64_t index) REQUIRES(lock) EXCLUDES(to->lock);
    void settle(vm_page &page, uint64_t index) REQUIRES(lock);
    bool may_be_stepped_over() REQUIRES(lock);
    bool take_over_pages(vm_object &from, unsigned budget) REQUIRES(lock) REQUIRES(from.lock);
    bool hides(const vm_object &below) const REQUIRES(lock) REQUIRES(below.lock);

    uint64_t size_ GUARDED_BY(lock);
    const vm_object_kind kind_;
    machine::memory_type type_ = machine::memory_type::normal;
    vm_page_tree pages_ GUARDED_BY(lock);
    ref<vm_object> shadow_ GUARDED_BY(lock);
    uint64_t shadow_index_ GUARDED_BY(lock) = 0;
    vm_object *copy_ GUARDED_BY(lock) =
        nullptr;  ///< the newest snapshot; it keeps this object by its shadow_
    uint64_t physical_ = 0;
    ref<memory_object_pager> pager_;
    ref<ipc_port> port_ GUARDED_BY(lock);
    bool named_ GUARDED_BY(lock) = false;  ///< the port's send rights hold a reference
    uint64_t byte_size_ GUARDED_BY(lock);
    list_hook child_hook_;  ///< in shadow()->children_, by that lock

public:
    list_hook reap_hook;                      ///< vm_reaper's, once no reference is left
    list_hook swap_hook;                      ///< among the swappable objects, by that list's lock
    uint64_t swap_hand GUARDED_BY(lock) = 0;  ///< the page number that is looked at next
    bool swap_singly GUARDED_BY(lock) = false;  ///< the disk has failed: read page by page

private:
    bool swappable_ GUARDED_BY(lock) = false;
    list<vm_object, &vm_object::child_hook_> children_ GUARDED_BY(lock);
    list<vm_map_entry, &vm_map_entry::mapping_hook> mappings_ GUARDED_BY(lock);
    list<thread, &thread::queue_hook> waiters_ GUARDED_BY(lock);
};
