/// \file
/// The kernel's end of an external pager: the right to tell it what is needed, the control port by
/// which it answers, and whether it can still be relied on. Belongs to one paged vm_object.
#pragma once

#include <atomic>
#include <cstdint>

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/spinlock.hpp>
#include <kern/zone.hpp>
#include <mach/vm_types.h>

class vm_object;
struct ipc_request;
struct vm_page;

/// What a fault wants of the pager.
struct memory_object_demand {
    ref<vm_object> object;
    uint64_t index = 0;  ///< page number
    vm_prot_t access = VM_PROT_NONE;
    bool unlock = false;           ///< the data is here, but the pager has forbidden the access
    uint32_t slot = 0, count = 0;  ///< anonymous memory, in that many slots of the swap space
};

class memory_object_pager : public ref_counted<memory_object_pager> {
public:
    static constexpr kobject_type kobject = kobject_type::memory_object_control;

    /// Makes an object of `size` bytes that `pager`, a send right, has the data of, and sends it
    /// memory_object_init. KERN_INVALID_ARGUMENT for a dead right, KERN_RESOURCE_SHORTAGE. The
    /// right is consumed in any case.
    [[nodiscard]] static result<ref<vm_object>> create_object(ipc_right_transit pager,
                                                              uint64_t size);
    static void destroy(memory_object_pager *pager);

    /// False once its port died, it was destroyed, or it gave up.
    bool alive() const { return alive_.load(std::memory_order_relaxed); }
    const ipc_right_transit &port() const { return port_; }
    /// The object, while it lives.
    [[nodiscard]] ref<vm_object> object();
    /// The object has no users any more: tells the pager and ends the control port.
    void object_gone();
    /// The pager will answer nothing any more: whoever waits gets KERN_MEMORY_ERROR.
    void give_up();

    /// Sends the demand. False when there is no memory for the message: nothing is outstanding
    /// then. No lock held.
    [[nodiscard]] static bool ask(const memory_object_demand &demand);
    /// Tells the pager that its lock request has been carried out.
    void lock_completed(uint64_t offset, uint64_t size);

    // Of vm_laundry: its pages under way, and when (ns) it took the last, or was sent the first.
    std::atomic<uint32_t> returning{0};
    std::atomic<uint64_t> took{0};

    // The pager's attributes, kept for it.
    std::atomic<bool> ready{false}, may_cache{false};
    std::atomic<memory_object_copy_strategy_t> copy_strategy{MEMORY_OBJECT_COPY_DELAY};

private:
    friend class zone<memory_object_pager>;
    friend class memory_object_return;
    explicit memory_object_pager(ipc_right_transit port) : port_(std::move(port)) {}
    ~memory_object_pager() = default;
    /// Has the control port told when the pager's port dies.
    [[nodiscard]] result<> watch();
    void unwatch();
    void send_init();

    const ipc_right_transit port_;  ///< to the pager
    ref<ipc_port> control_;
    ipc_request *request_ = nullptr;  ///< in the pager's port
    std::atomic<bool> alive_{true};
    spinlock lock_{lock_rank::leaf};
    vm_object *object_ GUARDED_BY(lock_) = nullptr;
};

/// A page on its way back to its pager. Everything that can fail is done before the page is taken.
class memory_object_return {
public:
    memory_object_return() = default;
    memory_object_return(const memory_object_return &) = delete;
    ~memory_object_return();
    /// False when there is no memory. May be called with the object's lock, but it is destroyed
    /// without.
    [[nodiscard]] bool prepare(bool flush);
    /// Takes the page out of `object`, which is locked, or, without `flush`, a copy of it, after
    /// which it counts as clean. Nothing maps it. \pre prepared
    void take(vm_object &object, vm_page &page, bool flush);
    /// Sends it, if one has been taken. No lock held.
    /// \param for_memory the kernel needs the page: see vm_laundry
    void send(memory_object_pager &pager, bool for_memory = false);

private:
    void put(vm_page &page);

    ref<vm_map_copy> copy_;
    vm_page *spare_ = nullptr;  ///< for a copy
    ipc_kmsg *message_ = nullptr;
    uint64_t index_ = 0;
    bool taken_ = false, dirty_ = false;
};

/// Told of the pager's death; see ipc_kobject.hpp.
extern const ipc_kobject_raw memory_object_control_kobject;
