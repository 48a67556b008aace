/// \file
/// Sends messages with all kinds of rights and memory to ports that may die meanwhile.
#pragma once

#include "actor.hpp"
#include "harbour.hpp"
#include "message.hpp"

class sender : public actor {
public:
    explicit sender(harbour &all) : all_(all) {}

private:
    static constexpr unsigned most_rights = 32;

    mach_port_t some_target() { return all_.targets[random.below(harbour::target_count)]; }

    void round() override {
        clear(message_, some_target(), static_cast<uint32_t>(random.next()));
        message_.header.msgh_bits |= MACH_MSGH_BITS(0u, MACH_MSG_TYPE_MAKE_SEND_ONCE);
        message_.header.msgh_local_port = all_.witness;
        const mach_port_t fresh = random.once_in(3) ? add_right() : MACH_PORT_NULL;
        const bool alone = random.once_in(8);
        if (alone && fresh == MACH_PORT_NULL)
            add_own_memory();
        else if (random.once_in(3))
            add_memory();
        if (!alone && random.once_in(3)) add_rights();
        send(fresh);
    }

    /// A receive right that travels, a send right to it with it; or a right that others have, too.
    mach_port_t add_right() {
        if (random.once_in(2)) {
            message_.right.name = some_target();
            return MACH_PORT_NULL;
        }
        const mach_port_t fresh = harbour::new_port();
        message_.right.name = fresh;
        message_.right.disposition = MACH_MSG_TYPE_MOVE_RECEIVE;
        return fresh;
    }
    void add_memory() {
        const unsigned pages = 1 + random.below(8);
        message_.memory.size = pages * MACH_PAGE_SIZE;
        message_.first_page = random.below(harbour::quay_pages - pages);
        message_.memory.address = harbour::quay + message_.first_page * MACH_PAGE_SIZE;
    }
    /// Memory that goes along. No right goes with it that could fail, so that it is known whether
    /// the memory is gone.
    void add_own_memory() {
        const unsigned pages = 1 + random.below(8);
        mach_vm_address_t own = 0;
        message_.right.name = MACH_PORT_NULL;
        if (mach_vm_allocate(mach_task_self(), &own, pages * MACH_PAGE_SIZE, VM_FLAGS_ANYWHERE))
            return;
        for (unsigned i = 0; i < pages; ++i)
            *reinterpret_cast<uint32_t *>(own + i * MACH_PAGE_SIZE) = message_.number + i;
        message_.memory.size = pages * MACH_PAGE_SIZE;
        message_.memory.address = own;
        message_.memory.deallocate = 1;
        message_.first_page = stress_message::private_memory;
    }
    void add_rights() {
        message_.rights.count = 1 + random.below(most_rights);
        for (unsigned i = 0; i < message_.rights.count; ++i) rights_[i] = some_target();
        message_.rights.address = reinterpret_cast<uint64_t>(rights_);
    }

    void send(mach_port_t fresh) {
        const mach_vm_address_t own =
            message_.first_page == stress_message::private_memory ? message_.memory.address : 0;
        const mach_vm_size_t own_size = message_.memory.size;
        const mach_msg_return_t mr =
            mach_msg(&message_.header, MACH_SEND_MSG | MACH_SEND_TIMEOUT, sizeof(stress_message), 0,
                     MACH_PORT_NULL, random.below(3), MACH_PORT_NULL);
        switch (mr) {
        case MACH_MSG_SUCCESS: ++all_.made; break;
        case MACH_SEND_TIMED_OUT:  // everything is ours again, the send-once right under a name
            ++all_.made;
            (void)mach_port_deallocate(mach_task_self(), message_.header.msgh_local_port);
            mach_msg_destroy(&message_.header);
            break;
        case MACH_SEND_INVALID_RIGHT:
        case MACH_SEND_INVALID_MEMORY:  // the body; what was before it is gone with the message
            ++all_.made;
            break;
        case MACH_SEND_INVALID_DEST: break;
        default: all_.complain("a send's result", mr);
        }
        if (mr == MACH_SEND_INVALID_DEST) {  // nothing has been taken
            if (fresh != MACH_PORT_NULL) harbour::end_port(fresh);
            if (own != 0) (void)mach_vm_deallocate(mach_task_self(), own, own_size);
        } else if (fresh != MACH_PORT_NULL) {
            (void)mach_port_deallocate(mach_task_self(), fresh);  // the send right stayed
        }
    }

    harbour &all_;
    stress_buffer message_{};
    mach_port_t rights_[most_rights]{};
};
