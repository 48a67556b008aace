/// \file
/// Receives from sets that change and ports that die, checks what comes, and replies or does not.
#pragma once

#include "actor.hpp"
#include "harbour.hpp"
#include "message.hpp"

class receiver : public actor {
public:
    explicit receiver(harbour &all) : all_(all) {}

private:
    void round() override {
        const mach_port_t from = random.once_in(4)
                                     ? all_.targets[random.below(harbour::target_count)].load()
                                     : all_.sets[random.below(harbour::set_count)].load();
        const mach_msg_return_t mr =
            mach_msg(&message_.header, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof message_, from,
                     random.below(4), MACH_PORT_NULL);
        switch (mr) {
        case MACH_MSG_SUCCESS: return take();
        case MACH_RCV_TIMED_OUT:
        case MACH_RCV_INVALID_NAME:
        case MACH_RCV_PORT_DIED: return;
        default: all_.complain("a receive's result", mr);
        }
    }

    void take() {
        if (message_.header.msgh_id != stress_message::id)
            return mach_msg_destroy(&message_.header);  // a notification or the like
        if (message_.number != ~message_.complement)
            all_.complain("a message's contents", message_.number);
        check_memory();
        if (random.once_in(2)) return mach_msg_destroy(&message_.header);
        const mach_port_t reply = message_.header.msgh_remote_port;
        message_.header.msgh_remote_port = MACH_PORT_NULL;
        message_.header.msgh_bits &= ~MACH_MSGH_BITS_REMOTE_MASK;
        mach_msg_destroy(&message_.header);
        answer(reply);
    }

    void answer(mach_port_t reply) {
        if (reply == MACH_PORT_NULL) return;
        mach_msg_header_t header{};
        header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0u);
        header.msgh_remote_port = reply;
        header.msgh_id = stress_message::id + 100;
        const mach_msg_return_t mr =
            mach_msg(&header, MACH_SEND_MSG, sizeof header, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
        if (mr == MACH_SEND_INVALID_DEST)  // its task has ended
            (void)mach_port_deallocate(mach_task_self(), reply);
        else if (mr != MACH_MSG_SUCCESS)
            all_.complain("a reply's result", mr);
    }

    void check_memory() {
        const uint32_t pages = message_.memory.size / MACH_PAGE_SIZE;
        for (uint32_t i = 0; i < pages; ++i) {
            const auto *words =
                reinterpret_cast<const uint32_t *>(message_.memory.address + i * MACH_PAGE_SIZE);
            if (message_.first_page == stress_message::private_memory) {
                if (words[0] != message_.number + i) all_.complain("memory sent along", words[0]);
            } else if (words[0] != 0 && words[0] != message_.first_page + i + 1) {
                all_.complain("memory of the quay", words[0]);
            }
        }
    }

    harbour &all_;
    stress_buffer message_{};
};

/// Counts what comes back to the witness.
class witness_reader : public actor {
public:
    explicit witness_reader(harbour &all) : all_(all) {}

private:
    void round() override {
        const mach_msg_return_t mr = mach_msg(&message_.header, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0,
                                              sizeof message_, all_.witness, 5, MACH_PORT_NULL);
        if (mr == MACH_RCV_TIMED_OUT) return;
        if (mr != MACH_MSG_SUCCESS) return all_.complain("the witness's receive", mr);
        if (message_.header.msgh_id == MACH_NOTIFY_SEND_ONCE)
            ++all_.destroyed;
        else
            ++all_.replied;
        mach_msg_destroy(&message_.header);
    }

    harbour &all_;
    stress_buffer message_{};
};
