/// \file
/// Tasks that are ended while they send, receive, and are sent to.
#pragma once

#include <mach/client.hpp>
#include <mach/interface/port.hpp>

#include "actor.hpp"
#include "harbour.hpp"
#include "message.hpp"

class victims : public actor {
public:
    /// \param slot of the target that the victims receive from.
    victims(harbour &all, unsigned slot) : all_(all), slot_(slot) {}

private:
    static constexpr mach_port_name_t own_port = 0x7001, other_port = 0x7002;
    static constexpr unsigned threads = 2;
    static constexpr std::size_t stack_size = 16384;

    void round() override {
        const task_t self = mach_task_self();
        task_t task = MACH_PORT_NULL;
        if (const kern_return_t kr = task_create(self, 1, &task); kr != KERN_SUCCESS)
            return all_.complain("task_create", kr);
        const mach_port_t port = harbour::new_port();
        const mach_port_t other = all_.targets[random.below(harbour::target_count)];
        (void)mach_port_insert_right(task, own_port, port, MACH_MSG_TYPE_MAKE_SEND);
        lend(task, other);
        // From here on the port dies with the task.
        const mach_port_t before = all_.targets[slot_].exchange(port);
        harbour::end_port(before);
        give_receive_right(task, port);
        for (unsigned i = 0; i < threads; ++i)
            (void)server::start_thread(task, reinterpret_cast<uint64_t>(&live),
                                       reinterpret_cast<uint64_t>(stacks_[i] + stack_size) - 72,
                                       random.next());
        live_beside(task);
        (void)task_terminate(task);
        (void)mach_port_deallocate(self, task);
    }

    /// Without an answer: when the name is nobody's any more, a call would have to give up the
    /// reply port, and with it the name that others must not come across.
    static void lend(task_t task, mach_port_t other) {
        mach::rpc::exchange<mach::interface::mach_port_insert_right> x;
        x.request() = {.poly = mach::rpc::port_descriptor(other, MACH_MSG_TYPE_COPY_SEND),
                       .name = other_port};
        (void)x.send(task);
    }

    /// By a message to the task's port: mach_port_insert_right would give it a name of its own.
    void give_receive_right(task_t task, mach_port_t port) {
        (void)mach_port_insert_right(task, own_port, port, MACH_MSG_TYPE_MOVE_RECEIVE);
    }

    void live_beside(task_t task) {
        const unsigned steps = random.below(20);
        for (unsigned i = 0; i < steps; ++i) {
            switch (random.below(8)) {
            case 0:
                (void)task_suspend(task);
                swtch();
                (void)task_resume(task);
                break;
            case 1: {
                task_t child = MACH_PORT_NULL;
                if (task_create(task, 1, &child) != KERN_SUCCESS) break;
                (void)task_terminate(child);
                (void)mach_port_deallocate(mach_task_self(), child);
                break;
            }
            default: (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
            }
        }
    }

    /// In the victim's copy of this memory.
    [[noreturn]] static void live(uint64_t seed) {
        random_numbers random(seed);
        stress_buffer m;
        const mach_port_name_t reply = mach_reply_port();
        for (;;) {
            if (random.once_in(2)) {
                (void)mach_msg_trap(&m.header, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof m,
                                    own_port, 1, MACH_PORT_NULL);
                continue;  // what came ends with the task
            }
            clear(m, other_port, static_cast<uint32_t>(random.next()));
            m.header.msgh_bits |= MACH_MSGH_BITS(0u, MACH_MSG_TYPE_MAKE_SEND_ONCE);
            m.header.msgh_local_port = reply;
            m.right.name = random.once_in(2) ? own_port : task_self_trap();
            (void)mach_msg_trap(&m.header,
                                MACH_SEND_MSG | MACH_SEND_TIMEOUT | MACH_RCV_MSG | MACH_RCV_TIMEOUT,
                                sizeof(stress_message), sizeof m, reply, 1, MACH_PORT_NULL);
        }
    }

    harbour &all_;
    const unsigned slot_;
    alignas(4096) std::byte stacks_[threads][stack_size];
};
