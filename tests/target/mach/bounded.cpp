// No path of the kernel keeps interrupts out for long, whatever a user asks of it. A thread of high
// priority wants to be woken every few thousand instructions while the worst is done; how late its
// timer interrupts came is HOST_LATENCY_INFO. Runs with -icount, where an instruction is a
// nanosecond.

#include <cstdlib>
#include <utility>

#include <lib/clock.hpp>
#include <lib/service.hpp>
#include <lib/thread_start.hpp>
#include <mach/rpc.hpp>

#include "mach_test.hpp"
#include "stress/actor.hpp"

namespace {

mach_test test("bounded");
task_t self() { return mach_task_self(); }
#ifdef DEBUG  // whose kernel checks, at every step, what it assumes
constexpr uint64_t bound = 250'000;
#else
constexpr uint64_t bound = 50'000;
#endif
constexpr uint64_t tick = 12'000;
constexpr mach_vm_size_t page = MACH_PAGE_SIZE;

/// Has a timer due at nearly any moment.
class ticker : public actor {
    void round() override { (void)mach_wait_until(server::monotonic_ns() + tick); }
};
ticker clock_hand;

uint64_t longest() {
    host_latency_info_data_t info{};
    mach_msg_type_number_t count = HOST_LATENCY_INFO_COUNT;
    test.equal(host_info(mach_host_self(), HOST_LATENCY_INFO, reinterpret_cast<host_info_t>(&info),
                         &count),
               KERN_SUCCESS);
    return info.longest_ns;
}

uint64_t worst_so_far = 0;

/// \param limit what it may take at most, in instructions.
void check(const char *what, uint64_t limit = bound) {
    const uint64_t now = longest();
    if (now > worst_so_far)
        test.report("bounded %s: %llu\n", what, static_cast<unsigned long long>(now));
    if (now > worst_so_far) test.check(now <= limit, what);
    worst_so_far = now;
}

/// A task is gone when its port is dead.
void await_end(task_t task) {
    mach_port_type_t type = 0;
    while (mach_port_type(self(), task, &type) == KERN_SUCCESS &&
           (type & MACH_PORT_TYPE_DEAD_NAME) == 0)
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
    (void)mach_port_deallocate(self(), task);
}

task_t new_task(int inherit = 0) {
    task_t task = MACH_PORT_NULL;
    test.equal(task_create(self(), inherit, &task), KERN_SUCCESS);
    return task;
}

void end(task_t task) {
    test.equal(task_terminate(task), KERN_SUCCESS);
    await_end(task);
}

void many_names() {
    const task_t task = new_task();
    (void)task_set_limits(task, 1u << 30, 200'000, 100, 0);
    mach_port_name_t name = MACH_PORT_NULL;
    for (unsigned i = 0; i < 100'000; ++i)
        if (mach_port_allocate(task, MACH_PORT_RIGHT_RECEIVE, &name) != KERN_SUCCESS) {
            test.check(false, "a name");
            break;
        }
    check("100,000 names made");
    mach_port_name_array_t names = nullptr;
    mach_port_type_array_t types = nullptr;
    mach_msg_type_number_t count = 0, types_count = 0;
    test.equal(mach_port_names(task, &names, &count, &types, &types_count), KERN_SUCCESS);
    check("100,000 names listed");
    test.check(count >= 100'000, "all of them");
    (void)mach_vm_deallocate(self(), reinterpret_cast<uint64_t>(names), count * sizeof *names);
    (void)mach_vm_deallocate(self(), reinterpret_cast<uint64_t>(types), count * sizeof *types);
    end(task);
    check("a task of 100,000 names ended");
}

void many_regions() {
    const task_t task = new_task();
    constexpr mach_vm_size_t piece = 16 * page, pieces = (1u << 30) / piece;
    for (uint64_t i = 0; i < pieces; ++i) {
        mach_vm_address_t at = (mach_vm_address_t{4} << 32) + i * piece;
        if (mach_vm_allocate(task, &at, piece, VM_FLAGS_FIXED) != KERN_SUCCESS)
            return (void)test.check(false, "a region");
        if (i % 2 != 0) (void)mach_vm_protect(task, at, piece, 0, VM_PROT_READ);
        const uint32_t word = 1;
        if (i % 8 == 0)
            (void)mach_vm_write(task, at, reinterpret_cast<vm_offset_t>(&word), sizeof word);
    }
    check("1 GB mapped in pieces");
    task_t child = MACH_PORT_NULL;
    test.equal(task_create(task, 1, &child), KERN_SUCCESS);
    check("a copy of it");
    const mach_vm_address_t all = mach_vm_address_t{4} << 32;
    test.equal(mach_vm_protect(child, all, 1u << 30, 0, VM_PROT_READ), KERN_SUCCESS);
    check("all of it protected");
    test.equal(mach_vm_inherit(child, all, 1u << 30, VM_INHERIT_SHARE), KERN_SUCCESS);
    check("all of it inherited otherwise");
    test.equal(mach_vm_deallocate(child, all, 1u << 30), KERN_SUCCESS);
    check("all of it gone");
    end(child);
    end(task);
    check("a task with 1 GB in pieces ended");
}

/// Regions with a page everywhere, which a copy write-protects and the end unmaps.
void full_regions() {
    const task_t task = new_task();
    constexpr uint64_t regions = 64, pages = 400;
    const uint32_t word = 1;
    for (uint64_t i = 0; i < regions; ++i) {
        mach_vm_address_t at = (mach_vm_address_t{4} << 32) + i * (pages + 1) * page;
        test.equal(mach_vm_allocate(task, &at, pages * page, VM_FLAGS_FIXED), KERN_SUCCESS);
        for (uint64_t p = 0; p < pages; ++p)
            if (mach_vm_write(task, at + p * page, reinterpret_cast<vm_offset_t>(&word),
                              sizeof word) != KERN_SUCCESS)
                return (void)test.check(false, "a page");
    }
    check("64 regions of 400 pages");
    task_t child = MACH_PORT_NULL;
    test.equal(task_create(task, 1, &child), KERN_SUCCESS);
    check("a copy of them");
    end(child);
    check("the copy gone");
    const mach_vm_address_t all = mach_vm_address_t{4} << 32;
    constexpr mach_vm_size_t size = regions * (pages + 1) * page;
    for (uint64_t i = 1; i < regions; i += 2)
        test.equal(mach_vm_deallocate(task, all + i * (pages + 1) * page, pages * page),
                   KERN_SUCCESS);
    check("every second one gone");
    test.equal(mach_vm_deallocate(task, all, size / 2), KERN_SUCCESS);
    check("half of the others gone at once");
    end(task);
    check("all gone");
}

void big_object() {
    constexpr mach_vm_size_t size = 64 << 20;
    memory_object_t object = MACH_PORT_NULL;
    test.equal(memory_object_create(mach_host_self(), size, &object), KERN_SUCCESS);
    mach_vm_address_t at = 0;
    test.equal(mach_vm_map(self(), &at, size, 0, VM_FLAGS_ANYWHERE, object, 0, 0, VM_PROT_DEFAULT,
                           VM_PROT_ALL, VM_INHERIT_SHARE),
               KERN_SUCCESS);
    for (mach_vm_size_t i = 0; i < size; i += page) *reinterpret_cast<volatile char *>(at + i) = 1;
    check("an object of 64 MB touched");
    test.equal(memory_object_truncate(object, 0), KERN_SUCCESS);
    check("an object of 64 MB cut off");
    test.equal(mach_vm_deallocate(self(), at, size), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), object), KERN_SUCCESS);
    check("it is gone");
}

void scattered_pages() {
    constexpr mach_vm_size_t size = mach_vm_size_t{2} << 30, step = 2 << 20;
    mach_vm_address_t at = 0;
    test.equal(mach_vm_allocate(self(), &at, size, VM_FLAGS_ANYWHERE), KERN_SUCCESS);
    for (mach_vm_size_t i = 0; i < size; i += step) *reinterpret_cast<volatile char *>(at + i) = 1;
    check("a page in each of 1,024 tables");
    test.equal(mach_vm_deallocate(self(), at, size), KERN_SUCCESS);
    check("1,024 page tables gone");
}

/// Pages so far from each other that each has page tables of its own at every level.
void lonely_pages() {
    const task_t task = new_task();
    constexpr mach_vm_size_t step = mach_vm_size_t{1} << 30;
    const uint32_t word = 1;
    for (uint64_t i = 1; i <= 1024; ++i) {
        mach_vm_address_t at = i * step;
        if (mach_vm_allocate(task, &at, page, VM_FLAGS_FIXED) != KERN_SUCCESS ||
            mach_vm_write(task, at, reinterpret_cast<vm_offset_t>(&word), sizeof word) !=
                KERN_SUCCESS)
            return (void)test.check(false, "a page");
    }
    check("1,024 pages with tables of their own");
    task_t child = MACH_PORT_NULL;
    test.equal(task_create(task, 1, &child), KERN_SUCCESS);
    check("a copy of them");
    end(task);
    end(child);
    check("both gone");
}

/// A thread of these only ever waits, and needs hardly a stack.
constexpr unsigned crowd = 2'000;
constexpr std::size_t small_stack = 512;
alignas(16) char stacks[crowd][small_stack];
semaphore_t gate = MACH_PORT_NULL;
uint32_t word_to_wait_for = 0, finished = 0;

[[noreturn]] void wait_twice() {
    (void)semaphore_wait_trap(gate);
    (void)gsync_wait_trap(MACH_PORT_NULL, reinterpret_cast<uint64_t>(&word_to_wait_for), 0, 0, 0,
                          0);
    __atomic_fetch_add(&finished, 1, __ATOMIC_SEQ_CST);
    (void)semaphore_wait_trap(gate);
    thread_exit_trap(0, 0, nullptr, 0);
    __builtin_unreachable();
}

void a_while() { (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 50); }

void many_threads() {
    test.equal(semaphore_create(self(), &gate, 0, 0), KERN_SUCCESS);
    for (auto &stack : stacks)
        if (server::start_thread(self(), reinterpret_cast<uint64_t>(&wait_twice),
                                 reinterpret_cast<uint64_t>(stack + small_stack) - 8) !=
            KERN_SUCCESS)
            return (void)test.check(false, "a thread");
    a_while();
    check("2,000 threads made");
    thread_act_array_t threads = nullptr;
    mach_msg_type_number_t count = 0;
    test.equal(task_threads(self(), &threads, &count), KERN_SUCCESS);
    check("and listed");
    test.check(count >= crowd, "all of them");
    for (mach_msg_type_number_t i = 0; i < count; ++i)
        (void)mach_port_deallocate(self(), threads[i]);
    (void)mach_vm_deallocate(self(), reinterpret_cast<uint64_t>(threads), count * sizeof *threads);
    test.equal(semaphore_signal_all_trap(gate), KERN_SUCCESS);
    a_while();
    check("woken by a semaphore");
    (void)gsync_wake_trap(MACH_PORT_NULL, reinterpret_cast<uint64_t>(&word_to_wait_for), 0,
                          GSYNC_BROADCAST);
    while (__atomic_load_n(&finished, __ATOMIC_SEQ_CST) < crowd) a_while();
    check("woken by gsync");
    test.equal(semaphore_destroy(self(), gate), KERN_SUCCESS);
    a_while();
    check("woken by the semaphore's end, and gone");
}

mach_port_t full = MACH_PORT_NULL;

[[noreturn]] void send_once() {
    mach_msg_header_t m{.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u),
                        .msgh_size = sizeof m,
                        .msgh_remote_port = full,
                        .msgh_local_port = MACH_PORT_NULL,
                        .msgh_reserved = 0,
                        .msgh_id = 1};
    (void)mach_msg(&m, MACH_SEND_MSG, sizeof m, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
    __atomic_fetch_add(&finished, 1, __ATOMIC_SEQ_CST);
    thread_exit_trap(0, 0, nullptr, 0);
    __builtin_unreachable();
}

/// Into a buffer that has room for no message.
[[noreturn]] void receive_once() {
    mach_msg_header_t m;
    (void)mach_msg(&m, MACH_RCV_MSG | MACH_RCV_LARGE, 0, sizeof m, full, 0, MACH_PORT_NULL);
    __atomic_fetch_add(&finished, 1, __ATOMIC_SEQ_CST);
    thread_exit_trap(0, 0, nullptr, 0);
    __builtin_unreachable();
}

bool start_crowd(void (*entry)(), unsigned count) {
    finished = 0;
    for (unsigned i = 0; i < count; ++i)
        if (server::start_thread(self(), reinterpret_cast<uint64_t>(entry),
                                 reinterpret_cast<uint64_t>(stacks[i] + small_stack) - 8) !=
            KERN_SUCCESS)
            return test.check(false, "a thread");
    a_while();
    return true;
}

kern_return_t set_queue_limit(uint32_t limit) {
    mach_port_limits_t limits{limit};
    return mach_port_set_attributes(self(), full, MACH_PORT_LIMITS_INFO,
                                    reinterpret_cast<mach_port_info_t>(&limits),
                                    MACH_PORT_LIMITS_INFO_COUNT);
}

void many_senders() {
    constexpr unsigned senders = 1'000;
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &full), KERN_SUCCESS);
    test.equal(mach_port_insert_right(self(), full, full, MACH_MSG_TYPE_MAKE_SEND), KERN_SUCCESS);
    test.equal(set_queue_limit(1), KERN_SUCCESS);
    if (!start_crowd(send_once, senders)) return;
    test.equal(__atomic_load_n(&finished, __ATOMIC_SEQ_CST), 1);
    test.equal(set_queue_limit(MACH_PORT_QLIMIT_MAX), KERN_SUCCESS);
    check("a thousand senders let in");
    while (__atomic_load_n(&finished, __ATOMIC_SEQ_CST) < senders) a_while();
    test.equal(mach_port_mod_refs(self(), full, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), full), KERN_SUCCESS);
    check("and their messages thrown away");
}

void many_receivers() {
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &full), KERN_SUCCESS);
    if (!start_crowd(receive_once, crowd)) return;
    mach_msg_header_t m{.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u),
                        .msgh_size = sizeof m,
                        .msgh_remote_port = full,
                        .msgh_local_port = MACH_PORT_NULL,
                        .msgh_reserved = 0,
                        .msgh_id = 1};
    test.equal(mach_msg(&m, MACH_SEND_MSG, sizeof m, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    check("a message too large for two thousand");
    while (__atomic_load_n(&finished, __ATOMIC_SEQ_CST) < crowd) a_while();
    test.equal(mach_port_mod_refs(self(), full, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    check("all of whom were told");
}

/// Copies of copies, of which each has a page of its own.
void long_chain() {
    constexpr unsigned length = 1'000;
    static task_t tasks[length];
    task_t last = new_task();
    mach_vm_address_t area = mach_vm_address_t{4} << 32;
    test.equal(mach_vm_allocate(last, &area, (length + 1) * page, VM_FLAGS_FIXED), KERN_SUCCESS);
    for (unsigned i = 0; i < length; ++i) {
        const auto word = reinterpret_cast<vm_offset_t>(&finished);
        if (mach_vm_write(last, area + i * page, word, sizeof finished) != KERN_SUCCESS ||
            task_create(last, 1, &tasks[i]) != KERN_SUCCESS)
            return (void)test.check(false, "a copy");
        last = std::exchange(tasks[i], last);
    }
    check("a chain of a thousand copies");
    uint32_t word = 0;
    mach_vm_size_t size = 0;
    test.equal(mach_vm_read_overwrite(last, area, sizeof word,
                                      reinterpret_cast<mach_vm_address_t>(&word), &size),
               KERN_SUCCESS);
    test.equal(mach_vm_write(last, area, reinterpret_cast<vm_offset_t>(&word), sizeof word),
               KERN_SUCCESS);
    check("its end read and written");
    for (const task_t task : tasks) {
        test.equal(task_terminate(task), KERN_SUCCESS);
        (void)mach_port_deallocate(self(), task);
    }
    a_while();
    check("all but the last ended");
    test.equal(mach_vm_write(last, area + length * page, reinterpret_cast<vm_offset_t>(&word),
                             sizeof word),
               KERN_SUCCESS);
    check("the chain shortened");
    end(last);
    check("the last ended");
}

/// As many descriptors as a message may have.
void many_descriptors() {
    static struct {
        mach_msg_header_t header;
        mach_msg_body_t body;
        mach_msg_port_descriptor_t rights[MACH_MSG_DESCRIPTORS_MAX];
        mach_msg_max_trailer_t trailer;
    } m;
    mach_port_t port = MACH_PORT_NULL;
    (void)mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port);
    m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u) | MACH_MSGH_BITS_COMPLEX;
    m.header.msgh_remote_port = port;
    m.body.msgh_descriptor_count = MACH_MSG_DESCRIPTORS_MAX;
    for (auto &right : m.rights)
        right = mach::rpc::port_descriptor(port, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    constexpr auto size = static_cast<mach_msg_size_t>(sizeof m - sizeof m.trailer);
    test.equal(mach_msg(&m.header, MACH_SEND_MSG, size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    check("256 descriptors sent");
    test.equal(mach_msg(&m.header, MACH_RCV_MSG, 0, sizeof m, port, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    check("and received");
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    check("the port gone");
}

void many_members() {
    constexpr unsigned many = 40'000;
    mach_port_name_t set = MACH_PORT_NULL, port = MACH_PORT_NULL;
    const task_t task = new_task();
    (void)task_set_limits(task, 1u << 30, 200'000, 100, 0);
    test.equal(mach_port_allocate(task, MACH_PORT_RIGHT_PORT_SET, &set), KERN_SUCCESS);
    for (unsigned i = 0; i < many; ++i)
        if (mach_port_allocate(task, MACH_PORT_RIGHT_RECEIVE, &port) != KERN_SUCCESS ||
            mach_port_insert_member(task, port, set) != KERN_SUCCESS)
            return (void)test.check(false, "a member");
    check("a set of 40,000 members");
    mach_port_name_array_t members = nullptr;
    mach_msg_type_number_t count = 0;
    test.equal(mach_port_get_set_status(task, set, &members, &count), KERN_SUCCESS);
    check("its members listed");
    test.equal(count, many);
    (void)mach_vm_deallocate(self(), reinterpret_cast<uint64_t>(members), count * sizeof *members);
    test.equal(mach_port_mod_refs(task, set, MACH_PORT_RIGHT_PORT_SET, -1), KERN_SUCCESS);
    check("the set gone");
    end(task);
    check("its members gone");
}

/// Each send-once right has a name of its own, and each of these its own request.
void many_requests() {
    const task_t task = new_task();
    (void)task_set_limits(task, 1u << 30, 200'000, 100, 0);
    mach_port_name_t port = MACH_PORT_NULL, notify = MACH_PORT_NULL;
    (void)mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port);
    (void)mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &notify);
    for (mach_port_name_t i = 0; i < 20'000; ++i) {
        const mach_port_name_t name = (i + 100) << 8;
        mach_port_t previous = MACH_PORT_NULL;
        if (mach_port_insert_right(task, name, port, MACH_MSG_TYPE_MAKE_SEND_ONCE) !=
                KERN_SUCCESS ||
            mach_port_request_notification(task, name, MACH_NOTIFY_DEAD_NAME, 0, notify,
                                           MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous) != KERN_SUCCESS)
            return (void)test.check(false, "a request");
    }
    check("20,000 requests on one port");
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    mach_port_status_t status{};
    do {
        mach_msg_type_number_t count = MACH_PORT_RECEIVE_STATUS_COUNT;
        (void)mach_port_get_attributes(self(), notify, MACH_PORT_RECEIVE_STATUS,
                                       reinterpret_cast<mach_port_info_t>(&status), &count);
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
    } while (status.mps_msgcount < 20'000);
    check("the port dies");
    test.equal(mach_port_mod_refs(self(), notify, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    end(task);
    check("its 20,000 notifications are thrown away");
}

/// An array of as many rights as a message may carry, whose last is good or not.
void right_arrays(bool good) {
    static mach_port_name_t names[16'384];
    struct {
        mach_msg_header_t header;
        mach_msg_body_t body;
        mach_msg_ool_ports_descriptor_t array;
        mach_msg_max_trailer_t trailer;
    } m{};
    mach_port_name_t port = MACH_PORT_NULL;
    (void)mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port);
    for (auto &name : names) name = port;
    if (!good) names[std::size(names) - 1] = 0xfffff00;
    m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u) | MACH_MSGH_BITS_COMPLEX,
                .msgh_size = sizeof m - sizeof m.trailer,
                .msgh_remote_port = port,
                .msgh_local_port = MACH_PORT_NULL,
                .msgh_reserved = 0,
                .msgh_id = 1};
    m.body.msgh_descriptor_count = 1;
    m.array = {.address = reinterpret_cast<uint64_t>(names),
               .deallocate = 0,
               .copy = MACH_MSG_VIRTUAL_COPY,
               .disposition = MACH_MSG_TYPE_MAKE_SEND_ONCE,
               .type = MACH_MSG_OOL_PORTS_DESCRIPTOR,
               .count = std::size(names)};
    test.equal(mach_msg(&m.header, MACH_SEND_MSG, m.header.msgh_size, 0, MACH_PORT_NULL, 0,
                        MACH_PORT_NULL),
               good ? MACH_MSG_SUCCESS : MACH_SEND_INVALID_RIGHT);
    check("16,384 rights sent");
    if (good) {
        test.equal(mach_msg(&m.header, MACH_RCV_MSG, 0, sizeof m, port, 0, MACH_PORT_NULL),
                   MACH_MSG_SUCCESS);
        check("16,384 rights received");
        mach_msg_destroy(&m.header);
    }
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    check("their notifications thrown away");
}

void big_copies() {
    constexpr mach_vm_size_t size = 16 << 20;
    mach_vm_address_t from = 0, to = 0;
    test.equal(mach_vm_allocate(self(), &from, size, VM_FLAGS_ANYWHERE), KERN_SUCCESS);
    test.equal(mach_vm_allocate(self(), &to, size, VM_FLAGS_ANYWHERE), KERN_SUCCESS);
    for (mach_vm_size_t i = 0; i < size; i += page)
        *reinterpret_cast<volatile char *>(from + i) = 1;
    test.equal(mach_vm_copy(self(), from, size, to), KERN_SUCCESS);
    check("16 MB copied");
    test.equal(mach_vm_deallocate(self(), from, size), KERN_SUCCESS);
    test.equal(mach_vm_deallocate(self(), to, size), KERN_SUCCESS);
    check("16 MB freed");
}

}  // namespace

int main() {
    if (!test.check(clock_hand.start(1), "the clock's thread")) test.finish();
    (void)thread_priority(clock_hand.thread(), 20, 0);
    check("the start", ~uint64_t{0});
    clock_hand.begin();
    many_names();
    many_regions();
    full_regions();
    scattered_pages();
    lonely_pages();
    big_object();
    big_copies();
    many_members();
    many_requests();
    right_arrays(true);
    right_arrays(false);
    many_descriptors();
    many_threads();
    many_senders();
    many_receivers();
    long_chain();
    clock_hand.stop();
    clock_hand.join();
    test.finish();
}
