/// \file
/// One thread that calls random traps and sends random messages until it ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

#include <mach/mach.h>

#include "../poison.hpp"
#include "traps.hpp"

/// What fuzzing threads find in their task.
struct fuzz_names {
    // A name is its place, and a generation in the low byte.
    static constexpr mach_port_name_t object = 0x7001;     ///< memory
    static constexpr mach_port_name_t own = 0x7101;        ///< a receive right, to whose port
    static constexpr mach_port_name_t neighbour = 0x7201;  ///< another task has this right
    static constexpr unsigned count = 3;
};

/// A task's pages that its threads may spoil; in each task a copy.
struct fuzz_arena {
    static constexpr unsigned threads = 3;
    static constexpr std::size_t stack_size = 16384;
    alignas(4096) std::byte bytes[16 * 4096];
    alignas(4096) std::byte stacks[threads][stack_size];
};

/// What a thread has done, in memory shared with the task that looks on.
struct alignas(64) fuzz_progress {
    volatile uint64_t operations;
    volatile uint64_t poison;  ///< an unwritten word of a reply; 0: none was seen
};

class fuzzer {
public:
    fuzzer(uint64_t seed, fuzz_arena &arena, fuzz_progress &progress)
        : state_(seed * 0x9e3779b97f4a7c15u + 1), arena_(arena), progress_(progress) {}

    /// At most `operations`; what it does may end it before.
    void run(uint64_t operations) {
        for (; operations != 0; --operations) {
            if (below(3) == 0)
                trap();
            else
                message();
            progress_.operations = progress_.operations + 1;
        }
    }

private:
    uint64_t next() {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        return state_ ^= state_ << 17;
    }
    uint64_t below(uint64_t limit) { return (next() >> 16) % limit; }
    /// A name that may well be one: task, thread, host and what the traps have made.
    mach_port_name_t name() {
        switch (below(5)) {
        case 0:
            return fuzz_names::object +
                   static_cast<mach_port_name_t>(below(fuzz_names::count) << 8);
        case 1: return task_self_trap();
        case 2: return host_self_trap();
        case 3: return thread_self_trap();
        default: return static_cast<mach_port_name_t>(below(24) << 8 | below(4));
        }
    }
    uint64_t address() {
        return reinterpret_cast<uint64_t>(arena_.bytes) + (next() & (sizeof arena_.bytes - 1));
    }
    uint64_t value() {
        switch (below(8)) {
        case 0: return below(8);
        case 1: return below(65536);
        case 2: return below(16) * 4096;
        case 3: return ~below(16);
        case 4: return next();
        case 5: return name();
        default: return address();
        }
    }
    void trap() {
        const any_trap one = below(256) == 0 ? final_traps[below(std::size(final_traps))]
                                             : harmless_traps[below(std::size(harmless_traps))];
        (void)one(value(), value(), value(), value(), value(), value(), value(), value());
    }

    /// What ends or stops a task or a thread is asked for seldom, so that the others get along.
    static bool is_final(mach_msg_id_t id) {
        static constexpr mach_msg_id_t ids[] = {3401, 3407, 3424, 3600, 3602, 3603};
        for (const mach_msg_id_t each : ids)
            if (id == each) return true;
        return false;
    }
    /// The id of some kernel routine, or nearly.
    mach_msg_id_t id() {
        static constexpr struct {
            mach_msg_id_t base, count;
        } interfaces[] = {{64, 10},   {200, 12},  {400, 14},  {1000, 4},  {2000, 12}, {2200, 8},
                          {2600, 14}, {3200, 44}, {3200, 44}, {3400, 28}, {3400, 28}, {3600, 22},
                          {3600, 22}, {4400, 4},  {4600, 4},  {4800, 22}, {4800, 22}};
        static constexpr mach_msg_id_t task_create = 3400;  // it outlives its creator, as it should
        for (;;) {
            const auto &from = interfaces[below(std::size(interfaces))];
            const auto number = static_cast<uint64_t>(from.count);
            const mach_msg_id_t id = from.base + static_cast<mach_msg_id_t>(below(number));
            if (id != task_create && (!is_final(id) || below(256) == 0)) return id;
        }
    }
    void descriptor(std::byte *&at) {
        const auto kind = static_cast<uint8_t>(below(5));
        const auto disposition = static_cast<uint8_t>(16 + below(8));
        if (kind == MACH_MSG_PORT_DESCRIPTOR) {
            mach_msg_port_descriptor_t port{};
            port.name = name();
            port.disposition = disposition;
            port.type = kind;
            std::memcpy(at, &port, sizeof port);
            at += sizeof port;
            return;
        }
        mach_msg_ool_ports_descriptor_t memory{};
        memory.address = value();
        memory.deallocate = below(16) == 0;
        memory.copy = static_cast<uint8_t>(below(3));
        memory.disposition = disposition;
        memory.type = kind;
        memory.count = static_cast<uint32_t>(below(4) == 0 ? value() : below(9000));
        std::memcpy(at, &memory, sizeof memory);
        at += sizeof memory;
    }
    void message() {
        alignas(8) std::byte buffer[1024]{};
        auto &header = *reinterpret_cast<mach_msg_header_t *>(buffer);
        std::byte *at = buffer + sizeof header;
        const bool complex = below(3) == 0;
        if (complex) {
            const auto count = static_cast<uint32_t>(1 + below(3));
            std::memcpy(at, &count, sizeof count);
            at += sizeof count;
            for (uint32_t i = 0; i < count; ++i) descriptor(at);
        }
        for (uint64_t words = below(12); words != 0; --words, at += sizeof(uint32_t)) {
            const auto word = static_cast<uint32_t>(value());
            std::memcpy(at, &word, sizeof word);
        }
        const mach_port_name_t reply = below(4) == 0 ? MACH_PORT_NULL : mach_reply_port();
        header.msgh_bits = MACH_MSGH_BITS(below(4) != 0 ? MACH_MSG_TYPE_COPY_SEND : 16 + below(6),
                                          reply ? MACH_MSG_TYPE_MAKE_SEND_ONCE : 0) |
                           (complex ? MACH_MSGH_BITS_COMPLEX : 0);
        header.msgh_remote_port = name();
        header.msgh_local_port = reply;
        header.msgh_id = id();
        const auto size = static_cast<mach_msg_size_t>(at - buffer);
        const mach_msg_return_t mr = mach_msg_trap(
            &header,
            MACH_SEND_MSG | MACH_RCV_MSG | MACH_SEND_TIMEOUT | MACH_RCV_TIMEOUT |
                (below(8) == 0 ? MACH_RCV_LARGE : 0) | (below(16) == 0 ? MACH_SEND_NOTIFY : 0),
            size, sizeof buffer, below(4) == 0 ? name() : reply, 0,
            below(4) == 0 ? name() : MACH_PORT_NULL);
        if (mr == MACH_MSG_SUCCESS && find_poison(buffer, header.msgh_size) != 0) {
            progress_.poison = find_poison(buffer, header.msgh_size);
        }
        if (reply != MACH_PORT_NULL && below(8) != 0)
            (void)mach_port_mod_refs_trap(task_self_trap(), reply, MACH_PORT_RIGHT_RECEIVE, -1);
    }

    uint64_t state_;
    fuzz_arena &arena_;
    fuzz_progress &progress_;
};
