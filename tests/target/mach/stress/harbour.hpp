/// \file
/// What the actors share: ports that come and go under the names in `targets`, sets that they are
/// in, pages that come and go (the quay: each begins with its number plus one, or is zeros), and
/// the witness, whose send-once rights count what becomes of each message.
#pragma once

#include <atomic>
#include <cstdint>

#include <mach/mach.h>

struct harbour {
    static constexpr unsigned target_count = 12, set_count = 3;
    static constexpr uint64_t quay_pages = 64;
    /// Below what the kernel chooses addresses from, so that nobody fills a gap in it.
    static constexpr mach_vm_address_t quay = 0x60000000;

    /// Names are used after they have been given up: whoever has read one here may find another
    /// port under it, but only one that stands for the same kind of thing.
    /// Each a receive right and one send right of this task, or, for a moment, no longer. The last
    /// ones belong to tasks that are ended.
    std::atomic<mach_port_t> targets[target_count]{};
    std::atomic<mach_port_t> sets[set_count]{};

    /// Each message carries a send-once right to it, and each of these comes back once: as a
    /// reply, or as a notification that the right was destroyed.
    mach_port_t witness = MACH_PORT_NULL;
    std::atomic<uint64_t> made{0}, replied{0}, destroyed{0};
    /// What was wrong, as a literal.
    std::atomic<const char *> fault{nullptr};
    std::atomic<int64_t> fault_value{0};

    void complain(const char *what, int64_t value) {
        if (!fault.load()) fault_value = value;
        const char *none = nullptr;
        fault.compare_exchange_strong(none, what);
    }

    bool open() {
        const task_t self = mach_task_self();
        for (auto &set : sets) set = new_right(MACH_PORT_RIGHT_PORT_SET);
        for (auto &target : targets) {
            target = new_port();
            (void)mach_port_insert_member(self, target, sets[0]);
        }
        witness = new_right(MACH_PORT_RIGHT_RECEIVE);
        mach_vm_address_t where = quay;
        return mach_vm_allocate(self, &where, quay_pages * MACH_PAGE_SIZE, VM_FLAGS_FIXED) ==
               KERN_SUCCESS;
    }
    /// When nobody uses it any more, but the witness.
    void close() {
        for (auto &target : targets) end_port(target.exchange(MACH_PORT_NULL));
        for (auto &set : sets)
            (void)mach_port_mod_refs(mach_task_self(), set.exchange(MACH_PORT_NULL),
                                     MACH_PORT_RIGHT_PORT_SET, -1);
        (void)mach_vm_deallocate(mach_task_self(), quay, quay_pages * MACH_PAGE_SIZE);
    }
    void close_witness() {
        (void)mach_port_mod_refs(mach_task_self(), witness, MACH_PORT_RIGHT_RECEIVE, -1);
    }

    static mach_port_t new_right(mach_port_right_t right) {
        mach_port_t name = MACH_PORT_NULL;
        (void)mach_port_allocate(mach_task_self(), right, &name);
        return name;
    }
    static mach_port_t new_port() {
        const mach_port_t port = new_right(MACH_PORT_RIGHT_RECEIVE);
        (void)mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND);
        return port;
    }
    /// Its receive right, if still here, and the one send right.
    static void end_port(mach_port_t port) {
        (void)mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
        (void)mach_port_deallocate(mach_task_self(), port);
    }
};
