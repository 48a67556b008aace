// Tasks and threads as kernel objects: information, special and registered ports, suspension,
// priorities, limits, exception ports; semaphores and what a thread asks of the scheduler.

#include <cstring>
#include <iterator>

#include <lib/service.hpp>
#include <lib/thread_start.hpp>
#include <mach/client.hpp>
#include <mach/interface/task.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"
#include "new_objects.hpp"

namespace {

mach_test test("tasks");
task_t self() { return mach_task_self(); }
constexpr uint64_t stack_size = 16384;

uint64_t stack_top() {
    mach_vm_address_t stack = 0;
    test.equal(mach_vm_allocate(self(), &stack, stack_size, VM_FLAGS_ANYWHERE), KERN_SUCCESS);
    return stack + stack_size - 8;
}

void self_names() {
    mach_port_urefs_t before = 0, after = 0;
    test.equal(mach_port_get_refs(self(), self(), MACH_PORT_RIGHT_SEND, &before), KERN_SUCCESS);
    test.equal(task_self_trap(), self());
    test.equal(mach_port_get_refs(self(), self(), MACH_PORT_RIGHT_SEND, &after), KERN_SUCCESS);
    test.equal(after, before + 1);
    test.equal(mach_port_deallocate(self(), self()), KERN_SUCCESS);
    const mach_port_name_t thread = thread_self_trap(), host = host_self_trap();
    test.equal(thread_self_trap(), thread);
    test.equal(host_self_trap(), host);
    // A name that has been given up is not taken again for the same.
    test.equal(mach_port_mod_refs(self(), thread, MACH_PORT_RIGHT_SEND, -2), KERN_SUCCESS);
    const mach_port_name_t again = thread_self_trap();
    test.check(again != thread && again != MACH_PORT_NULL, "another name for the thread");
}

void ports_of_tasks() {
    const task_t task = new_task(test);
    const mach_port_t port = new_port(test);
    test.equal(task_set_special_port(task, TASK_BOOTSTRAP_PORT, port), KERN_SUCCESS);
    mach_port_t got = MACH_PORT_NULL;
    test.equal(task_get_special_port(task, TASK_BOOTSTRAP_PORT, &got), KERN_SUCCESS);
    test.equal(got, port);
    test.equal(task_get_special_port(task, 99, &got), KERN_INVALID_ARGUMENT);
    mach_port_t ports[TASK_PORT_REGISTER_MAX + 1] = {port, MACH_PORT_NULL, port, port};
    test.equal(mach_ports_register(task, ports, TASK_PORT_REGISTER_MAX), KERN_SUCCESS);
    test.check(mach_ports_register(task, ports, TASK_PORT_REGISTER_MAX + 1) != KERN_SUCCESS,
               "too many registered ports");
    mach_port_array_t registered = nullptr;
    mach_msg_type_number_t count = 0;
    test.equal(mach_ports_lookup(task, &registered, &count), KERN_SUCCESS);
    if (test.equal(count, TASK_PORT_REGISTER_MAX)) {
        test.equal(registered[0], port);
        test.equal(registered[1], MACH_PORT_NULL);
        test.equal(registered[2], port);
    }
    test.equal(task_terminate(task), KERN_SUCCESS);
    test.check(task_get_special_port(task, TASK_BOOTSTRAP_PORT, &got) != KERN_SUCCESS,
               "a task that has ended");
}

void information() {
    const task_t task = new_task(test);
    task_account_info_data_t info{};
    mach_msg_type_number_t count = TASK_ACCOUNT_INFO_COUNT;
    auto *words = reinterpret_cast<task_info_t>(&info);
    test.equal(task_suspend(task), KERN_SUCCESS);
    test.equal(task_info(task, TASK_ACCOUNT_INFO, words, &count), KERN_SUCCESS);
    test.equal(info.suspend_count, 1);
    test.equal(task_resume(task), KERN_SUCCESS);
    test.equal(task_resume(task), KERN_FAILURE);
    test.equal(task_info(task, 99, words, &count), KERN_INVALID_ARGUMENT);
    test.equal(task_set_name(task, "a name that is a good deal longer than what is kept of it"),
               KERN_SUCCESS);
    thread_act_array_t threads = nullptr;
    test.equal(task_threads(task, &threads, &count), KERN_SUCCESS);
    test.equal(count, 0);
    mach_emulation_t emulation{};
    emulation.syscall_entry = 0x1000;
    test.equal(task_set_emulation(task, &emulation), KERN_SUCCESS);
    emulation = {};
    test.equal(task_get_emulation(task, &emulation), KERN_SUCCESS);
    test.equal(static_cast<long long>(emulation.syscall_entry), 0x1000);
    test.equal(task_terminate(task), KERN_SUCCESS);
}

/// One that is to end is no thread of its task any more, whenever it comes to its end.
void lists_of_threads() {
    const task_t task = new_task(test);
    thread_t kept = MACH_PORT_NULL;
    test.equal(thread_create(task, &kept), KERN_SUCCESS);
    for (unsigned i = 0; i < 100; ++i) {
        thread_t thread = MACH_PORT_NULL;
        test.equal(thread_create(task, &thread), KERN_SUCCESS);
        test.equal(thread_terminate(thread), KERN_SUCCESS);
        thread_act_array_t threads = nullptr;
        mach_msg_type_number_t count = 0;
        test.equal(task_threads(task, &threads, &count), KERN_SUCCESS);
        test.equal(count, 1);
        test.equal(threads[0], kept);
        test.equal(mach_port_deallocate(self(), threads[0]), KERN_SUCCESS);
        test.equal(mach_vm_deallocate(self(), reinterpret_cast<uint64_t>(threads), sizeof *threads),
                   KERN_SUCCESS);
        test.equal(mach_port_deallocate(self(), thread), KERN_SUCCESS);
    }
    test.equal(task_terminate(task), KERN_SUCCESS);
}

void limits() {
    const task_t task = new_task(test);
    test.equal(task_set_limits(task, 1 << 20, 8, 2, 0), KERN_SUCCESS);
    mach_port_name_t name = MACH_PORT_NULL;
    unsigned made = 0;
    kern_return_t kr = KERN_SUCCESS;
    while (made < 100 && (kr = mach_port_allocate(task, MACH_PORT_RIGHT_RECEIVE, &name)) == 0)
        ++made;
    test.equal(kr, KERN_NO_SPACE);
    test.equal(made, 8);
    test.equal(mach_port_mod_refs(task, name, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    test.equal(mach_port_allocate(task, MACH_PORT_RIGHT_RECEIVE, &name), KERN_SUCCESS);
    mach_vm_address_t address = 0;
    test.check(mach_vm_allocate(task, &address, 2 << 20, VM_FLAGS_ANYWHERE) != KERN_SUCCESS,
               "more memory than allowed");
    thread_t thread = MACH_PORT_NULL;
    test.equal(thread_create(task, &thread), KERN_SUCCESS);
    test.equal(thread_create(task, &thread), KERN_SUCCESS);
    test.equal(thread_create(task, &thread), KERN_POLICY_LIMIT);
    test.equal(task_terminate(task), KERN_SUCCESS);
}

void threads() {
    const task_t task = new_task(test);
    thread_t thread = MACH_PORT_NULL;
    test.equal(thread_create(task, &thread), KERN_SUCCESS);
    thread_account_info_data_t info{};
    mach_msg_type_number_t count = THREAD_ACCOUNT_INFO_COUNT;
    auto *words = reinterpret_cast<thread_info_t>(&info);
    test.equal(thread_suspend(thread), KERN_SUCCESS);
    test.equal(thread_info(thread, THREAD_ACCOUNT_INFO, words, &count), KERN_SUCCESS);
    test.equal(info.suspend_count, 2);
    test.equal(info.run_state, TH_STATE_STOPPED);
    test.equal(thread_resume(thread), KERN_SUCCESS);
    test.equal(thread_info(thread, 99, words, &count), KERN_INVALID_ARGUMENT);
    test.equal(thread_set_name(thread, "worker"), KERN_SUCCESS);
    test.equal(thread_priority(thread, 7, 0), KERN_SUCCESS);
    count = THREAD_ACCOUNT_INFO_COUNT;
    test.equal(thread_info(thread, THREAD_ACCOUNT_INFO, words, &count), KERN_SUCCESS);
    test.equal(info.priority, 7);
    test.check(thread_priority(thread, 1000, 0) != KERN_SUCCESS, "a priority that there is not");
    test.equal(task_priority(task, 9, 1), KERN_SUCCESS);
    test.equal(thread_info(thread, THREAD_ACCOUNT_INFO, words, &count), KERN_SUCCESS);
    test.equal(info.priority, 9);
    test.equal(thread_depress_abort(thread), KERN_SUCCESS);
    test.equal(thread_abort_safely(thread), KERN_SUCCESS);
    test.equal(thread_abort(thread), KERN_SUCCESS);
    test.equal(task_terminate(task), KERN_SUCCESS);
}

void ports_of_threads() {
    const task_t task = new_task(test);
    thread_t thread = MACH_PORT_NULL;
    test.equal(thread_create(task, &thread), KERN_SUCCESS);
    mach_port_t got = MACH_PORT_NULL;
    test.equal(thread_get_special_port(thread, THREAD_KERNEL_PORT, &got), KERN_SUCCESS);
    test.equal(got, thread);
    test.equal(thread_get_special_port(thread, 99, &got), KERN_INVALID_ARGUMENT);
    // The one port there is cannot be replaced, and what was offered is not used up.
    const mach_port_t port = new_port(test);
    mach_port_urefs_t before = 0, after = 0;
    test.equal(mach_port_get_refs(self(), port, MACH_PORT_RIGHT_SEND, &before), KERN_SUCCESS);
    test.check(thread_set_special_port(thread, THREAD_KERNEL_PORT, port) != KERN_SUCCESS,
               "the kernel's port");
    test.equal(thread_set_special_port(thread, 99, port), KERN_INVALID_ARGUMENT);
    test.equal(mach_port_get_refs(self(), port, MACH_PORT_RIGHT_SEND, &after), KERN_SUCCESS);
    test.equal(after, before);
    test.equal(thread_policy(thread, POLICY_TIMESHARE, 0), KERN_SUCCESS);
    test.equal(thread_policy(thread, POLICY_RR, 0), KERN_SUCCESS);
    test.equal(thread_policy(thread, POLICY_FIFO, 0), KERN_INVALID_POLICY);
    test.equal(task_terminate(task), KERN_SUCCESS);
    await_end(thread);
    test.equal(thread_get_special_port(thread, THREAD_KERNEL_PORT, &got), MACH_SEND_INVALID_DEST);
}

/// A thread that begins with given registers, or does not begin at all.
void running_threads() {
    static uint32_t seen = 0;
    constexpr auto set = [](uint64_t value) {
        __atomic_store_n(&seen, static_cast<uint32_t>(value), __ATOMIC_SEQ_CST);
        (void)gsync_wake_trap(MACH_PORT_NULL, reinterpret_cast<uint64_t>(&seen), 0, 0);
        thread_exit_trap(0, 0, nullptr, 0);
    };
    // Through thread_create_running, with the registers of the architecture.
    test.equal(server::start_thread(self(), reinterpret_cast<uint64_t>(+set), stack_top(), 77),
               KERN_SUCCESS);
    while (__atomic_load_n(&seen, __ATOMIC_SEQ_CST) == 0)
        (void)gsync_wait_trap(MACH_PORT_NULL, reinterpret_cast<uint64_t>(&seen), 0, 0, 0, 0);
    test.equal(seen, 77);
    const task_t task = new_task(test);
    thread_t thread = MACH_PORT_NULL;
    uint32_t words[4] = {};
    test.check(thread_create_running(task, 99, words, 4, &thread) != KERN_SUCCESS,
               "registers of no kind");
    task_account_info_data_t info{};
    mach_msg_type_number_t count = TASK_ACCOUNT_INFO_COUNT;
    do {
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
        test.equal(task_info(task, TASK_ACCOUNT_INFO, reinterpret_cast<task_info_t>(&info), &count),
                   KERN_SUCCESS);
    } while (info.thread_count != 0);  // that one goes again
    test.equal(task_terminate(task), KERN_SUCCESS);
    test.check(thread_create_running(task, 99, words, 4, &thread) != KERN_SUCCESS,
               "a task that has ended");
}

/// Messages tell who sent them; only the host's control port may say who that is.
void audit_tokens() {
    const mach_port_t control = server::granted("host_priv");
    constexpr audit_token_t token = {{1, 2, 3, 4, 5, 6, 7, 0}};
    test.check(task_set_audit_token(mach_host_self(), self(), token) == MIG_BAD_ID,
               "the name port may not");
    test.equal(task_set_audit_token(control, new_port(test), token), KERN_INVALID_TASK);
    test.equal(task_set_audit_token(control, self(), token), KERN_SUCCESS);
    const mach_port_t port = new_port(test);
    struct {
        mach_msg_header_t header;
        mach_msg_max_trailer_t trailer;
    } m{};
    m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u);
    m.header.msgh_remote_port = port;
    test.equal(
        mach_msg(&m.header,
                 MACH_SEND_MSG | MACH_RCV_MSG | MACH_RCV_TRAILER_TYPE(MACH_MSG_TRAILER_FORMAT_0) |
                     MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_AUDIT),
                 sizeof m.header, sizeof m, port, 0, MACH_PORT_NULL),
        MACH_MSG_SUCCESS);
    for (unsigned i = 0; i < 8; ++i) test.equal(m.trailer.msgh_audit.val[i], token.val[i]);
    test.equal(task_set_audit_token(control, self(), {}), KERN_SUCCESS);
}

void exception_ports() {
    const task_t task = new_task(test);
    thread_t thread = MACH_PORT_NULL;
    test.equal(thread_create(task, &thread), KERN_SUCCESS);
    const mach_port_t port = new_port(test);
    exception_mask_t masks[EXC_TYPES_COUNT];
    mach_port_t ports[EXC_TYPES_COUNT];
    exception_behavior_t behaviors[EXC_TYPES_COUNT];
    thread_state_flavor_t flavors[EXC_TYPES_COUNT];
    mach_msg_type_number_t count = EXC_TYPES_COUNT;
    const exception_mask_t mask = EXC_MASK_BAD_ACCESS | EXC_MASK_ARITHMETIC;
    test.equal(task_set_exception_ports(task, mask, port, EXCEPTION_DEFAULT, 0), KERN_SUCCESS);
    test.equal(task_get_exception_ports(task, EXC_MASK_BAD_ACCESS, masks, &count, ports, behaviors,
                                        flavors),
               KERN_SUCCESS);
    if (test.equal(count, 1)) test.equal(ports[0], port);
    count = EXC_TYPES_COUNT;
    test.equal(
        task_swap_exception_ports(task, EXC_MASK_BAD_ACCESS, MACH_PORT_NULL, EXCEPTION_DEFAULT, 0,
                                  masks, &count, ports, behaviors, flavors),
        KERN_SUCCESS);
    if (test.equal(count, 1)) test.equal(ports[0], port);
    test.equal(thread_set_exception_ports(thread, mask, port, EXCEPTION_DEFAULT, 0), KERN_SUCCESS);
    count = EXC_TYPES_COUNT;
    test.equal(thread_get_exception_ports(thread, mask, masks, &count, ports, behaviors, flavors),
               KERN_SUCCESS);
    test.check(count >= 1 && ports[0] == port, "the thread's exception port");
    count = EXC_TYPES_COUNT;
    test.equal(thread_swap_exception_ports(thread, mask, MACH_PORT_NULL, EXCEPTION_DEFAULT, 0,
                                           masks, &count, ports, behaviors, flavors),
               KERN_SUCCESS);
    test.check(task_set_exception_ports(task, mask, port, 99, 0) != KERN_SUCCESS,
               "a behaviour that there is not");
    test.equal(task_terminate(task), KERN_SUCCESS);
}

/// A thread that waits on one semaphore and answers on another.
struct partner {
    semaphore_t go = MACH_PORT_NULL, done = MACH_PORT_NULL;
    uint32_t rounds = 0;
    [[noreturn]] static void run(uint64_t address) {
        auto &self = *reinterpret_cast<partner *>(address);
        for (;;) {
            if (semaphore_wait_trap(self.go) == KERN_SUCCESS)
                __atomic_fetch_add(&self.rounds, 1, __ATOMIC_SEQ_CST);
            (void)semaphore_signal_trap(self.done);
        }
    }
};

void semaphores() {
    static partner other;
    test.equal(semaphore_create(self(), &other.go, 0, 0), KERN_SUCCESS);
    test.equal(semaphore_create(self(), &other.done, 0, 0), KERN_SUCCESS);
    test.check(semaphore_create(self(), &other.done, 99, 0) != KERN_SUCCESS, "an unknown policy");
    thread_t thread = MACH_PORT_NULL;
    test.equal(server::start_thread(self(), reinterpret_cast<uint64_t>(&partner::run), stack_top(),
                                    reinterpret_cast<uint64_t>(&other), 0, &thread),
               KERN_SUCCESS);
    for (uint32_t round = 1; round <= 50; ++round) {
        test.equal(round % 2 ? semaphore_signal_trap(other.go)
                             : semaphore_wait_signal_trap(other.done, other.go),
                   KERN_SUCCESS);
        test.equal(semaphore_wait_trap(other.done), KERN_SUCCESS);
        if (round % 2) test.equal(semaphore_signal_trap(other.done), KERN_SUCCESS);
        test.equal(__atomic_load_n(&other.rounds, __ATOMIC_SEQ_CST), round);
    }
    test.equal(semaphore_timedwait_trap(other.done, 0, 1000), KERN_OPERATION_TIMED_OUT);
    test.equal(semaphore_signal_all_trap(other.done), KERN_SUCCESS);
    test.equal(thread_terminate(thread), KERN_SUCCESS);
    test.equal(semaphore_destroy(self(), other.go), KERN_SUCCESS);
    test.check(semaphore_signal_trap(other.go) != KERN_SUCCESS, "a destroyed semaphore");
}

void scheduling() {
    (void)swtch();
    (void)swtch_pri(0);
    test.equal(thread_switch(MACH_PORT_NULL, 99, 0), KERN_INVALID_ARGUMENT);
    uint32_t timebase[2] = {0, 0};
    test.equal(mach_timebase_info_trap(timebase), KERN_SUCCESS);
    test.check(timebase[0] != 0 && timebase[1] != 0, "a time base");
    test.equal(mach_timebase_info_trap(nullptr), KERN_INVALID_ADDRESS);
    test.equal(mach_wait_until(0), KERN_SUCCESS);
    test.equal(clock_sleep_trap(SYSTEM_CLOCK, 0, 0, 1000), KERN_SUCCESS);
    test.check(clock_sleep_trap(99, 0, 0, 1000) != KERN_SUCCESS, "a clock that there is not");
    test.equal(set_emulation_block_trap(1), KERN_INVALID_ARGUMENT);
    test.equal(set_thread_tls_trap(~uint64_t{0}), KERN_INVALID_ARGUMENT);
}

/// More threads that never wait than there are processors.
class busy_crowd {
public:
    void start() {
        for (uint32_t &count : counts_)
            test.equal(server::start_thread(self(), reinterpret_cast<uint64_t>(&run), stack_top(),
                                            reinterpret_cast<uint64_t>(this),
                                            reinterpret_cast<uint64_t>(&count)),
                       KERN_SUCCESS);
    }
    bool all_run() const {
        for (const uint32_t &count : counts_)
            if (__atomic_load_n(&count, __ATOMIC_RELAXED) == 0) return false;
        return true;
    }
    void stop() {
        __atomic_store_n(&stop_, true, __ATOMIC_SEQ_CST);
        while (__atomic_load_n(&ended_, __ATOMIC_SEQ_CST) != size) (void)swtch();
    }

private:
    static constexpr unsigned size = 6;
    [[noreturn]] static void run(uint64_t address, uint32_t *count) {
        auto &crowd = *reinterpret_cast<busy_crowd *>(address);
        while (!__atomic_load_n(&crowd.stop_, __ATOMIC_RELAXED))
            __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&crowd.ended_, 1, __ATOMIC_SEQ_CST);
        thread_exit_trap(0, 0, nullptr, 0);
        __builtin_unreachable();
    }
    uint32_t counts_[size] = {}, ended_ = 0;
    bool stop_ = false;
};

/// A depressed thread has its priority again in time, though there is always somebody better: were
/// it otherwise, this would not return.
void depression() {
    static busy_crowd crowd;
    crowd.start();
    while (!crowd.all_run()) (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
    (void)swtch_pri(0);
    test.equal(thread_switch(MACH_PORT_NULL, SWITCH_OPTION_DEPRESS, 30), KERN_SUCCESS);
    (void)swtch_pri(0);
    crowd.stop();
}

}  // namespace

int main() {
    self_names();
    ports_of_tasks();
    information();
    lists_of_threads();
    limits();
    threads();
    ports_of_threads();
    running_threads();
    audit_tokens();
    exception_ports();
    semaphores();
    scheduling();
    depression();
    test.finish();
}
