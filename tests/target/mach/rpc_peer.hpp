/// \file
/// A server thread in the test's own task, and the calls to it.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdlib>

#include <lib/emulation.hpp>
#include <lib/thread_start.hpp>
#include <mach/mach.h>

struct rpc_message {
    mach_msg_header_t header{};
    uint32_t number = 0;
    mach_msg_max_trailer_t trailer;

    static constexpr mach_msg_size_t size = sizeof(mach_msg_header_t) + sizeof(uint32_t);
};

/// Answers each message with its number plus one.
class rpc_peer {
public:
    /// Numbers with a meaning of their own.
    static constexpr uint32_t forget_reply = 0xfffffff0, end = 0xfffffff1;

    explicit rpc_peer(bool with_set = false) {
        mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port_);
        mach_port_insert_right(mach_task_self(), port_, port_, MACH_MSG_TYPE_MAKE_SEND);
        source_ = port_;
        if (with_set) {
            mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_PORT_SET, &source_);
            mach_port_insert_member(mach_task_self(), port_, source_);
        }
    }

    void start() {
        alive_ = 1;
        const auto top = reinterpret_cast<uint64_t>(stack_ + sizeof stack_) - 64;
        (void)server::start_thread(mach_task_self(), reinterpret_cast<uint64_t>(&run), top - 8,
                                   reinterpret_cast<uint64_t>(this));
    }
    /// Ends the server thread and its port.
    void stop() {
        rpc_message m;
        m.number = end;
        (void)call(m);
        // Its stack is this object's: not before it has left the processor for good.
        while (alive_ != 0)
            (void)gsync_wait_trap(mach_task_self(), reinterpret_cast<uint64_t>(&alive_), 1, 0, 0,
                                  0);
        mach_port_mod_refs(mach_task_self(), port_, MACH_PORT_RIGHT_RECEIVE, -1);
    }

    mach_msg_return_t send(rpc_message &m, mach_msg_option_t option, mach_msg_timeout_t timeout) {
        m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u);
        m.header.msgh_remote_port = port_;
        m.header.msgh_local_port = MACH_PORT_NULL;
        return mach_msg(&m.header, MACH_SEND_MSG | option, m.size, 0, MACH_PORT_NULL, timeout,
                        MACH_PORT_NULL);
    }
    mach_msg_return_t call(rpc_message &m) {
        const mach_port_t reply = mig_get_reply_port();
        m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);
        m.header.msgh_remote_port = port_;
        m.header.msgh_local_port = reply;
        return mach_msg(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, m.size, sizeof m, reply, 0,
                        MACH_PORT_NULL);
    }
    uint32_t served() const { return served_.load(); }

private:
    /// Runs on a bare thread: no C library that wants thread-local storage.
    [[noreturn]] static void run(rpc_peer *self) {
        rpc_message m;
        mach_msg_option_t option = MACH_RCV_MSG;
        bool last = false;
        while (true) {
            const mach_msg_return_t mr = mach_msg_trap(
                &m.header, option, m.size, last ? 0 : sizeof m, self->source_, 0, MACH_PORT_NULL);
            if (last || mr != MACH_MSG_SUCCESS) break;
            option = self->serve(m, last);
        }
        thread_exit_trap(0, 0, const_cast<uint32_t *>(&self->alive_), 1);
        __builtin_trap();
    }

    mach_msg_option_t serve(rpc_message &m, bool &last) {
        const mach_port_t to = m.header.msgh_remote_port;
        if (m.number == forget_reply) {
            mach_port_deallocate_trap(mach_task_self(), to);
            return MACH_RCV_MSG;
        }
        last = m.number == end;
        if (!last) served_.fetch_add(1);
        if (to == MACH_PORT_NULL) return MACH_RCV_MSG;
        m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0u),
                    .msgh_size = m.size,
                    .msgh_remote_port = to,
                    .msgh_local_port = MACH_PORT_NULL,
                    .msgh_reserved = 0,
                    .msgh_id = m.header.msgh_id + 100};
        ++m.number;
        return last ? MACH_SEND_MSG : MACH_SEND_MSG | MACH_RCV_MSG;
    }

    mach_port_t port_ = MACH_PORT_NULL, source_ = MACH_PORT_NULL;
    std::atomic<uint32_t> served_{0};
    volatile uint32_t alive_ = 0;  ///< cleared by the kernel when the server thread has ended
    alignas(64) std::byte stack_[16384];
};
