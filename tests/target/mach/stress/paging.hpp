/// \file
/// In a task of their own: a pager that answers at random, and dies in the middle of faults, with a
/// thread that touches.
#pragma once

#include <mach/interface/memory_object.hpp>

#include "actor.hpp"
#include "harbour.hpp"

/// Page n of the object is full of n + 1, unless the pager says that it is zeros or an error.
class pager : public actor {
public:
    explicit pager(harbour &all) : all_(all) {}

    static constexpr uint64_t pages = 16;

    /// The receive right that it serves from now on; it ends it, and then clears `port`.
    volatile uint32_t port = MACH_PORT_NULL;

private:
    union incoming {
        mach_msg_header_t header;
        struct {
            mach::rpc::wire<mach::interface::memory_object_init_message> message;
            mach_msg_max_trailer_t trailer;
        } init;
        struct {
            mach::rpc::wire<mach::interface::memory_object_demand_message> message;
            mach_msg_max_trailer_t trailer;
        } demand;
        struct {
            mach::rpc::wire<mach::interface::memory_object_return_message> message;
            mach_msg_max_trailer_t trailer;
        } back;
    };

    void round() override {
        if (port == MACH_PORT_NULL) {
            (void)gsync_wait_trap(mach_task_self(), reinterpret_cast<uint64_t>(&port), 0, 0,
                                  2'000'000, GSYNC_SHARED | GSYNC_TIMED);
            return;
        }
        const mach_msg_return_t mr = mach_msg(&in_.header, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0,
                                              sizeof in_, port, 5, MACH_PORT_NULL);
        if (mr == MACH_MSG_SUCCESS)
            serve();
        else if (mr != MACH_RCV_TIMED_OUT)
            all_.complain("the pager's receive", mr);
    }
    void finish() override {
        if (port != MACH_PORT_NULL) die();
    }

    void serve() {
        switch (in_.header.msgh_id) {
        case memory_object_init_routine::id:
            control_ = in_.init.message.body.control.name;
            (void)memory_object_ready(control_, 1, MEMORY_OBJECT_COPY_DELAY);
            break;
        case memory_object_data_request_routine::id: return supply();
        case memory_object_data_return_routine::id:
        case memory_object_data_unlock_routine::id:
        case memory_object_lock_completed_routine::id: mach_msg_destroy(&in_.header); break;
        case memory_object_terminate_routine::id:
            mach_msg_destroy(&in_.header);
            die();
            break;
        default: all_.complain("a message to the pager", in_.header.msgh_id);
        }
    }

    void supply() {
        const uint64_t offset = in_.demand.message.body.offset;
        switch (random.below(24)) {
        case 0: return die();
        case 1: (void)memory_object_destroy(control_, KERN_FAILURE); return;
        case 2: (void)memory_object_data_error(control_, offset, MACH_PAGE_SIZE, 5); return;
        case 3: (void)memory_object_data_unavailable(control_, offset, MACH_PAGE_SIZE); return;
        case 4:
            (void)memory_object_lock_request(control_, 0, pages * MACH_PAGE_SIZE,
                                             MEMORY_OBJECT_RETURN_ALL, 1, VM_PROT_NONE);
            break;
        default: break;
        }
        for (auto &word : data_) word = static_cast<uint32_t>(offset / MACH_PAGE_SIZE + 1);
        (void)memory_object_data_supply(control_, offset, reinterpret_cast<vm_offset_t>(data_),
                                        MACH_PAGE_SIZE, 0, 0, 0);
    }

    void die() {
        (void)mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
        if (control_ != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), control_);
        control_ = MACH_PORT_NULL;
        port = MACH_PORT_NULL;
        (void)gsync_wake_trap(mach_task_self(), reinterpret_cast<uint64_t>(&port), 0, GSYNC_SHARED);
    }

    harbour &all_;
    mach_port_t control_ = MACH_PORT_NULL;
    incoming in_{};
    alignas(4096) uint32_t data_[MACH_PAGE_SIZE / sizeof(uint32_t)];
};

/// Makes objects of the pager's, and touches them.
class toucher : public actor {
public:
    toucher(harbour &all, pager &other) : all_(all), pager_(other) {}

private:
    void round() override {
        if (pager_.port != MACH_PORT_NULL) {  // it has the last one still
            (void)gsync_wait_trap(mach_task_self(), reinterpret_cast<uint64_t>(&pager_.port),
                                  pager_.port, 0, 2'000'000, GSYNC_SHARED | GSYNC_TIMED);
            return;
        }
        const task_t self = mach_task_self();
        const mach_port_t port = harbour::new_port();
        memory_object_t object = MACH_PORT_NULL;
        if (memory_object_create_paged(mach_host_self(), port, pager::pages * MACH_PAGE_SIZE,
                                       &object) != KERN_SUCCESS) {
            harbour::end_port(port);
            return;
        }
        pager_.port = port;
        (void)gsync_wake_trap(self, reinterpret_cast<uint64_t>(&pager_.port), 0, GSYNC_SHARED);
        mach_vm_address_t area = 0;
        if (mach_vm_map(self, &area, pager::pages * MACH_PAGE_SIZE, 0, VM_FLAGS_ANYWHERE, object, 0,
                        random.once_in(3), VM_PROT_DEFAULT, VM_PROT_ALL,
                        VM_INHERIT_SHARE) == KERN_SUCCESS) {
            const unsigned touches = random.below(40);
            for (unsigned i = 0; i < touches; ++i) touch(area);
            (void)mach_vm_deallocate(self, area, pager::pages * MACH_PAGE_SIZE);
        }
        (void)mach_port_deallocate(self, object);
        (void)mach_port_deallocate(self, port);
    }

    void touch(mach_vm_address_t area) {
        const task_t self = mach_task_self();
        const unsigned page = random.below(pager::pages);
        const mach_vm_address_t at = area + page * MACH_PAGE_SIZE;
        uint32_t word = page + 1;
        if (random.once_in(4)) {
            (void)mach_vm_write(self, at + 64, reinterpret_cast<vm_offset_t>(&word), sizeof word);
            return;
        }
        mach_vm_size_t size = 0;
        const kern_return_t kr = mach_vm_read_overwrite(
            self, at + 64, sizeof word, reinterpret_cast<mach_vm_address_t>(&word), &size);
        if (kr != KERN_SUCCESS && kr != KERN_MEMORY_ERROR)
            all_.complain("a touch of a pager's memory", kr);
        if (kr == KERN_SUCCESS && word != 0 && word != page + 1)
            all_.complain("a pager's data", word);
    }

    harbour &all_;
    pager &pager_;
};
