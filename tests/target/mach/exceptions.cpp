// Who is asked about an exception, in which order and with what: the thread's port, the task's, the
// host's. The victim is a task without memory, whose thread faults at whatever address it is sent
// to.

#include <cstring>
#include <utility>

#include <lib/service.hpp>
#include <lib/thread_start.hpp>
#include <mach/interface/exception.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

#ifdef __x86_64__
#include <mach/machine/x86_64_thread_status.h>
using thread_state = x86_thread_state64_t;
constexpr thread_state_flavor_t flavor = x86_THREAD_STATE64;
static uint64_t &pc_of(thread_state &state) { return state.rip; }
#else
#include <mach/machine/aarch64_thread_status.h>
using thread_state = arm_thread_state64_t;
constexpr thread_state_flavor_t flavor = ARM_THREAD_STATE64;
static uint64_t &pc_of(thread_state &state) { return state.pc; }
#endif

namespace {

namespace mi = mach::interface;
mach_test test("exceptions");
constexpr uint64_t first_place = 0x400000, second_place = 0x500000;
task_t self() { return mach_task_self(); }

mach_port_t new_port() {
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    test.equal(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND), KERN_SUCCESS);
    return port;
}

/// The next message on a port, and its answer.
class asked {
public:
    explicit asked(mach_port_t port) {
        test.equal(mach_msg(&in_.header, MACH_RCV_MSG, 0, sizeof in_, port, 0, MACH_PORT_NULL),
                   MACH_MSG_SUCCESS);
    }
    mach_msg_id_t id() const { return in_.header.msgh_id; }
    const mi::exception_raise_request &plain() const { return in_.plain.body; }
    const mi::exception_raise_state_identity_request &full() const { return in_.full.body; }

    void answer(kern_return_t verdict) {
        mach::rpc::wire<mach::rpc::empty_reply> out{};
        out.body.result = verdict;
        send(out.header, sizeof out);
    }
    /// Lets it go on elsewhere.
    void answer_with_pc(uint64_t pc) {
        mach::rpc::wire<mi::exception_raise_state_reply> out{};
        thread_state state;
        std::memcpy(&state, full().variable.items, sizeof state);
        pc_of(state) = pc;
        out.body.flavor = flavor;
        out.body.variable.count = sizeof state / sizeof(uint32_t);
        std::memcpy(out.body.variable.items, &state, sizeof state);
        send(out.header, mach::rpc::message_size(out.body));
    }

private:
    void send(mach_msg_header_t &header, mach_msg_size_t size) {
        header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0u);
        header.msgh_remote_port = std::exchange(in_.header.msgh_remote_port, MACH_PORT_NULL);
        header.msgh_id = in_.header.msgh_id + 100;
        test.equal(mach_msg(&header, MACH_SEND_MSG, size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
                   MACH_MSG_SUCCESS);
        mach_msg_destroy(&in_.header);
    }

    union {
        mach_msg_header_t header;
        mach::rpc::wire<mi::exception_raise_request> plain;
        mach::rpc::wire<mi::exception_raise_state_identity_request> full;
        char room[4096];
    } in_{};
};

template <class Request>
void check_fault(const Request &body, task_t task, thread_t thread, uint64_t address) {
    test.equal(body.task.name, task);
    test.equal(body.thread.name, thread);
    test.equal(body.exception, EXC_BAD_ACCESS);
    test.equal(body.code_count, 2);
    test.equal(body.code[0], KERN_INVALID_ADDRESS);
    test.equal(body.code[1], static_cast<long long>(address));
}

bool has_ended(task_t task) {
    mach_port_type_t type = 0;
    return mach_port_type(self(), task, &type) != KERN_SUCCESS ||
           (type & MACH_PORT_TYPE_DEAD_NAME) != 0;
}

void await_end(task_t task) {
    while (!has_ended(task)) (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
}

void host_port_is_kept(host_priv_t control, mach_port_t port) {
    exception_mask_t masks[EXC_TYPES_COUNT];
    mach_port_t ports[EXC_TYPES_COUNT];
    exception_behavior_t behaviors[EXC_TYPES_COUNT];
    thread_state_flavor_t flavors[EXC_TYPES_COUNT];
    mach_msg_type_number_t count = EXC_TYPES_COUNT;
    test.equal(
        host_get_exception_ports(control, EXC_MASK_ALL, masks, &count, ports, behaviors, flavors),
        KERN_SUCCESS);
    if (!test.equal(count, 1)) return;
    test.equal(ports[0], port);
    test.equal(masks[0], EXC_MASK_BAD_ACCESS);
    test.equal(behaviors[0], EXCEPTION_DEFAULT);
    test.equal(mach_port_deallocate(self(), ports[0]), KERN_SUCCESS);
    test.check(host_get_exception_ports(mach_host_self(), EXC_MASK_ALL, masks, &count, ports,
                                        behaviors, flavors) == MIG_BAD_ID,
               "the name port may not");
}

/// Each says no, so that the next is asked; that nobody is left ends the task.
void in_turn() {
    const host_priv_t control = server::granted("host_priv");
    const mach_port_t of_thread = new_port(), of_task = new_port(), of_host = new_port();
    task_t task = MACH_PORT_NULL;
    thread_t thread = MACH_PORT_NULL;
    test.equal(task_create(self(), 0, &task), KERN_SUCCESS);
    test.equal(task_suspend(task), KERN_SUCCESS);
    test.equal(server::start_thread(task, first_place, 0, 0, 0, &thread), KERN_SUCCESS);
    test.equal(thread_set_exception_ports(thread, EXC_MASK_BAD_ACCESS, of_thread,
                                          EXCEPTION_STATE_IDENTITY, flavor),
               KERN_SUCCESS);
    test.equal(task_set_exception_ports(task, EXC_MASK_BAD_ACCESS, of_task, EXCEPTION_DEFAULT, 0),
               KERN_SUCCESS);
    test.equal(
        host_set_exception_ports(control, EXC_MASK_BAD_ACCESS, of_host, EXCEPTION_DEFAULT, 0),
        KERN_SUCCESS);
    test.equal(host_set_exception_ports(control, EXC_MASK_BAD_ACCESS, of_host, 99, 0),
               KERN_INVALID_ARGUMENT);
    test.check(host_set_exception_ports(mach_host_self(), EXC_MASK_ALL, of_host, EXCEPTION_DEFAULT,
                                        0) == MIG_BAD_ID,
               "the name port may not");
    host_port_is_kept(control, of_host);

    test.equal(task_resume(task), KERN_SUCCESS);
    asked whole(of_thread);
    test.equal(whole.id(), mi::mach_exception_raise_state_identity::id);
    check_fault(whole.full(), task, thread, first_place);
    test.equal(whole.full().flavor, flavor);
    thread_state state;
    std::memcpy(&state, whole.full().variable.items, sizeof state);
    test.equal(static_cast<long long>(pc_of(state)), first_place);
    whole.answer_with_pc(second_place);

    asked again(of_thread);
    check_fault(again.full(), task, thread, second_place);
    again.answer(KERN_FAILURE);
    asked second(of_task);
    test.equal(second.id(), mi::mach_exception_raise::id);
    check_fault(second.plain(), task, thread, second_place);
    second.answer(KERN_SUCCESS);  // as if mended: it faults once more
    asked third(of_thread);
    third.answer(KERN_FAILURE);
    asked fourth(of_task);
    fourth.answer(KERN_FAILURE);
    asked last(of_host);
    test.equal(last.id(), mi::mach_exception_raise::id);
    check_fault(last.plain(), task, thread, second_place);
    test.check(!has_ended(task), "it waits for the host's answer");
    last.answer(KERN_FAILURE);
    await_end(task);  // nobody is left
    test.equal(host_set_exception_ports(control, EXC_MASK_BAD_ACCESS, MACH_PORT_NULL,
                                        EXCEPTION_DEFAULT, 0),
               KERN_SUCCESS);
}

}  // namespace

int main() {
    in_turn();
    test.finish();
}
