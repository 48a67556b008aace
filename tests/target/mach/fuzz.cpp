// Random traps, and random messages to every port held, from several threads of a task made for it:
// whatever it does to itself, the kernel and this task go on, and nothing is left behind.
//
// A round's seed is in the log when it fails; FUZZ_SEED and FUZZ_ROUNDS make a longer run by hand.

#include <array>
#include <cstdlib>
#include <cstring>

#include <lib/clock.hpp>
#include <lib/thread_start.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"
#include "poison.hpp"

#ifndef FUZZ_SEED
#define FUZZ_SEED 1
#endif
#ifndef FUZZ_ROUNDS
#define FUZZ_ROUNDS 30
#endif

namespace {

constexpr unsigned threads = 3, stack_size = 16384;
constexpr uint64_t round_ns = 100'000'000;
constexpr mach_port_name_t given_object = 0x7001, given_port = 0x7002;

constexpr mach_msg_id_t task_create_id = 3400;

/// Every trap takes its arguments in registers, so any of them can be called with eight.
using any_trap = uint64_t (*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                              uint64_t);
template <class Function>
any_trap any(Function *trap) {
    return reinterpret_cast<any_trap>(reinterpret_cast<void *>(trap));
}
const any_trap traps[] = {
    any(mach_vm_allocate_trap),
    any(mach_vm_deallocate_trap),
    any(mach_vm_protect_trap),
    any(mach_vm_map_trap),
    any(mach_port_allocate_trap),
    any(mach_port_deallocate_trap),
    any(mach_port_mod_refs_trap),
    any(mach_port_move_member_trap),
    any(mach_port_insert_right_trap),
    any(mach_port_insert_member_trap),
    any(mach_port_extract_member_trap),
    any(mach_reply_port),
    any(thread_self_trap),
    any(task_self_trap),
    any(host_self_trap),
    any(semaphore_signal_trap),
    any(semaphore_signal_all_trap),
    any(semaphore_signal_thread_trap),
    any(semaphore_timedwait_trap),
    any(gsync_wait_trap),
    any(gsync_wake_trap),
    any(gsync_requeue_trap),
    any(set_emulation_block_trap),
    any(swtch_pri),
    any(swtch),
    any(mach_timebase_info_trap),
};

/// What the fuzzing threads share; the pages behind it are theirs to spoil.
struct arena {
    alignas(4096) std::byte bytes[16 * 4096];
    alignas(4096) std::byte stacks[threads][stack_size];
};
arena shared;

class fuzzer {
public:
    explicit fuzzer(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}

    [[noreturn]] void run() {
        for (;;) {
            if (below(3) == 0)
                (void)traps[below(std::size(traps))](value(), value(), value(), value(), value(),
                                                     value(), value(), value());
            else
                message();
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
        case 0: return given_object + static_cast<mach_port_name_t>(below(2));
        case 1: return task_self_trap();
        case 2: return host_self_trap();
        case 3: return thread_self_trap();
        default: return static_cast<mach_port_name_t>(below(24) << 8 | below(4));
        }
    }
    uint64_t address() {
        return reinterpret_cast<uint64_t>(shared.bytes) + (next() & (sizeof shared.bytes - 1));
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
    /// The id of some kernel routine, or nearly.
    mach_msg_id_t id() {
        static constexpr mach_msg_id_t bases[] = {200,  1000, 2000, 2200, 3200, 3200, 3220,
                                                  3400, 3410, 3600, 3600, 4600, 4800};
        const mach_msg_id_t id =
            bases[below(std::size(bases))] + static_cast<mach_msg_id_t>(below(24));
        return id == task_create_id ? 0 : id;  // a task outlives its creator, as it should
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
        const mach_msg_return_t mr =
            mach_msg_trap(&header,
                          MACH_SEND_MSG | MACH_RCV_MSG | MACH_SEND_TIMEOUT | MACH_RCV_TIMEOUT |
                              (below(8) == 0 ? MACH_RCV_LARGE : 0),
                          size, sizeof buffer, reply, 0, MACH_PORT_NULL);
        if (mr == MACH_MSG_SUCCESS && find_poison(buffer, header.msgh_size) != 0) {
            static constexpr char verdict[] =
                "mach-test fuzz: failed: unwritten bytes in a reply\n";
            debug_write_trap(verdict, sizeof verdict - 1);
        }
        if (reply != MACH_PORT_NULL && below(8) != 0)
            (void)mach_port_mod_refs_trap(task_self_trap(), reply, MACH_PORT_RIGHT_RECEIVE, -1);
    }

    uint64_t state_;
};

[[noreturn]] void fuzz(uint64_t seed) { fuzzer(seed).run(); }

uint64_t stack_top(unsigned thread) {
    return reinterpret_cast<uint64_t>(shared.stacks[thread] + stack_size) - 72;
}

/// Kernel-wide counts; magazines and caches are not in them.
struct counts {
    uint64_t tasks = 0, threads = 0, ports = 0;
    bool operator==(const counts &) const = default;

    static counts now() {
        counts all;
        host_load_info_data_t load{};
        mach_msg_type_number_t size = HOST_LOAD_INFO_COUNT;
        (void)host_statistics(mach_host_self(), HOST_LOAD_INFO,
                              reinterpret_cast<host_info_t>(&load), &size);
        all.tasks = load.tasks;
        all.threads = load.threads;
        std::array<host_zone_record_t, 64> zones;
        mach_msg_type_number_t number = zones.size();
        (void)host_zone_info(mach_host_self(), 0, zones.data(), &number);
        for (mach_msg_type_number_t i = 0; i < number; ++i)
            if (std::strcmp(zones[i].name, "ipc ports") == 0) all.ports = zones[i].in_use;
        return all;
    }
};

/// The counts once they are as before, or will not be any more. What ended tasks leave is cleared
/// up in pieces, by whoever has time.
counts settle(const counts &before) {
    counts after = counts::now();
    for (int i = 0; i < 100 && !(after == before); ++i) {
        (void)mach_wait_until(server::monotonic_ns() + 5'000'000);
        after = counts::now();
    }
    return after;
}

/// One task's life. \return false when it could not be set up.
bool play(uint64_t seed, memory_object_t object, mach_port_t port) {
    task_t task = MACH_PORT_NULL;
    if (task_create(mach_task_self(), 1, &task) != KERN_SUCCESS) return false;
    (void)task_set_limits(task, 16 << 20, 2000, 100, 0);
    (void)mach_port_insert_right(task, given_object, object, MACH_MSG_TYPE_COPY_SEND);
    (void)mach_port_insert_right(task, given_port, port, MACH_MSG_TYPE_MAKE_SEND);
    bool started = true;
    for (unsigned i = 0; i < threads; ++i)
        started = server::start_thread(task, reinterpret_cast<uint64_t>(&fuzz), stack_top(i),
                                       seed * threads + i) == KERN_SUCCESS &&
                  started;
    (void)mach_wait_until(server::monotonic_ns() + round_ns);
    (void)task_terminate(task);
    (void)mach_port_deallocate(mach_task_self(), task);
    return started;
}

}  // namespace

int main() {
    mach_test test("fuzz");
    memory_object_t object = MACH_PORT_NULL;
    mach_port_t port = MACH_PORT_NULL;
    test.equal(memory_object_create(mach_host_self(), 65536, &object), KERN_SUCCESS);
    test.equal(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    (void)counts::now();  // makes this thread's reply port
    counts before = counts::now();
    test.check(play(0, object, port), "a task for the first round");
    before.ports = settle(before).ports;  // some of the kernel's own are made at their first use
    for (uint64_t round = 1; round <= FUZZ_ROUNDS; ++round)
        test.check(play(FUZZ_SEED * 1000 + round, object, port), "a task for a round");
    const counts after = settle(before);
    test.equal(static_cast<long long>(after.tasks), static_cast<long long>(before.tasks));
    test.equal(static_cast<long long>(after.threads), static_cast<long long>(before.threads));
    test.equal(static_cast<long long>(after.ports), static_cast<long long>(before.ports));
    test.finish();
}
