// As many of each thing as are to fit in 512 MiB at once: 100,000 ports, 10,000 threads that wait
// and 1,000 tasks. What a waiting thread takes of the kernel's memory; that all goes on beside
// them; that nothing of them is left.

#include <vector>

#include <lib/thread_start.hpp>

#include "mach_test.hpp"
#include "stress/balance.hpp"

namespace {

constexpr unsigned ports = 100'000, threads = 10'000, tasks = 1'000;
constexpr unsigned homes = 4;  ///< tasks with threads; no task may have all of them
constexpr uint64_t most_memory = 512ull << 20, most_for_thread = 1536, most_in_all = 2048;
constexpr mach_port_name_t semaphore_name = 0x7001;

mach_test test("crowd");

uint64_t free_memory() {
    host_vm_info_data_t memory{};
    mach_msg_type_number_t count = HOST_VM_INFO_COUNT;
    (void)host_statistics(mach_host_self(), HOST_VM_INFO, reinterpret_cast<host_info_t>(&memory),
                          &count);
    return memory.free * MACH_PAGE_SIZE;
}

/// Some tasks, of which the first have this one's memory, and with it code for their threads.
class crowd {
public:
    explicit crowd(semaphore_t awaited) : tasks_(tasks), threads_(threads), ports_(ports) {
        for (unsigned i = 0; i < tasks; ++i)
            if (!made(task_create(mach_task_self(), i < homes, &tasks_[i]))) return;
        for (unsigned i = 0; i < homes; ++i)
            made(mach_port_insert_right(tasks_[i], semaphore_name, awaited,
                                        MACH_MSG_TYPE_COPY_SEND));
    }
    bool make_threads() {
        // Where a thread begins it waits, before it has used a stack.
        const auto begin = reinterpret_cast<uint64_t>(&semaphore_wait_trap);
        for (unsigned i = 0; i < threads; ++i)
            if (!made(server::start_thread(tasks_[i % homes], begin, MACH_PAGE_SIZE, semaphore_name,
                                           0, &threads_[i])))
                return false;
        for (const thread_t thread : threads_)
            while (!waits(thread)) (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
        return true;
    }
    bool make_ports() {
        for (mach_port_t &port : ports_)
            if (!made(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port)))
                return false;
        return true;
    }
    /// A message to every thousandth port, and back out of it.
    void pass_messages() {
        for (unsigned i = 0; i < ports; i += 1000) {
            struct {
                mach_msg_header_t header;
                mach_msg_max_trailer_t trailer;
            } m{};
            m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u);
            m.header.msgh_size = sizeof m.header;
            m.header.msgh_remote_port = ports_[i];
            m.header.msgh_id = static_cast<mach_msg_id_t>(i);
            made(mach_msg_trap(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, sizeof m.header, sizeof m,
                               ports_[i], 0, MACH_PORT_NULL));
            test.equal(m.header.msgh_id, i);
        }
    }
    void end() {
        for (const task_t task : tasks_) {
            made(task_terminate(task));
            made(mach_port_deallocate(mach_task_self(), task));
        }
        for (const thread_t thread : threads_) made(mach_port_deallocate(mach_task_self(), thread));
        for (const mach_port_t port : ports_)
            made(mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1));
    }

private:
    /// Anything that fails is in the log once, as a failure of the test.
    bool made(kern_return_t kr) { return kr == KERN_SUCCESS || (test.equal(kr, 0), false); }
    static bool waits(thread_t thread) {
        thread_account_info_data_t info{};
        mach_msg_type_number_t count = THREAD_ACCOUNT_INFO_COUNT;
        if (thread_info(thread, THREAD_ACCOUNT_INFO, reinterpret_cast<thread_info_t>(&info),
                        &count) != KERN_SUCCESS)
            return true;
        return info.run_state == TH_STATE_WAITING;
    }

    std::vector<task_t> tasks_;
    std::vector<thread_t> threads_;
    std::vector<mach_port_t> ports_;
};

/// Bytes in slabs of threads.
uint64_t thread_memory() {
    const balance now = balance::now();
    const host_zone_record_t *zone = now.zone("thread");
    return zone ? zone->pages * MACH_PAGE_SIZE : 0;
}

void play(semaphore_t awaited) {
    crowd all(awaited);
    const uint64_t free_before = free_memory(), threads_before = thread_memory();
    if (!all.make_threads()) return;
    const uint64_t own = (thread_memory() - threads_before) / threads;
    const uint64_t in_all = (free_before - free_memory()) / threads;
    test.report("crowd: a thread that waits takes %u bytes, %u with its port and our name for it\n",
                static_cast<unsigned>(own), static_cast<unsigned>(in_all));
    test.check(own > 1000 && own < most_for_thread, "a thread that waits takes less than 1.5 KB");
    test.check(in_all < most_in_all, "with its port and a name for it, less than 2 KB");
    if (!all.make_ports()) return;
    test.report("crowd: with all of them %u MB are free\n",
                static_cast<unsigned>(free_memory() >> 20));
    all.pass_messages();
    all.end();
}

}  // namespace

int main() {
    host_basic_info_data_t host{};
    mach_msg_type_number_t count = HOST_BASIC_INFO_COUNT;
    test.equal(
        host_info(mach_host_self(), HOST_BASIC_INFO, reinterpret_cast<host_info_t>(&host), &count),
        KERN_SUCCESS);
    test.check(host.memory_size <= most_memory, "the machine has no more than 512 MiB");
    semaphore_t awaited = MACH_PORT_NULL;
    test.equal(semaphore_create(mach_task_self(), &awaited, SYNC_POLICY_FIFO, 0), KERN_SUCCESS);
    play(awaited);  // the first time some of this task's own memory stays
    const balance before = balance::now();
    play(awaited);
    before.differences(before.settled(), [](const char *what, uint64_t was, uint64_t is) {
        test.report("crowd: %s: %llu, and then %llu\n", what, static_cast<unsigned long long>(was),
                    static_cast<unsigned long long>(is));
        test.check(false, "nothing of them is left");
    });
    test.finish();
}
