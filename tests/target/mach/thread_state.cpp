// Registers from hostile hands: threads of another task are given random states of every flavour,
// values that privileged code must not run with among them, random emulation blocks and entries,
// and run random bytes as code. Whatever they do must come out as exceptions, and what
// thread_get_state says afterwards must be what thread_set_state takes.

#include <cstddef>
#include <cstring>

#include <mach/interface/exception.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("thread_state");
constexpr mach_vm_size_t page = MACH_PAGE_SIZE;
constexpr mach_vm_address_t code = 0x400000, data = 0x500000;
constexpr unsigned rounds = 400, most_words = 160;
constexpr thread_state_flavor_t flavors = 20;

task_t self() { return mach_task_self(); }

/// Deterministic, so that a failure can be had again (G. Marsaglia, "Xorshift RNGs").
uint64_t random_state = 88172645463325252;
uint64_t random_number() {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    return random_state ^= random_state << 17;
}

uint64_t hostile_number() {
    static constexpr uint64_t choice[] = {0,
                                          ~uint64_t{0},
                                          code,
                                          code + page - 2,
                                          data + page - 64,
                                          MACH_VM_MAX_ADDRESS - 2,
                                          MACH_VM_MAX_ADDRESS,
                                          0x0000800000000000,
                                          0xffff800000000000,
                                          0xffffffff80200000,
                                          0x1234567812345678,
                                          0x7fffffffffffffff};
    const uint64_t r = random_number();
    return r % 3 ? choice[r / 3 % (sizeof choice / sizeof *choice)] : random_number();
}

/// The victims' task: a page of random code, a page of data, and this test as its exception server.
class victim_task {
public:
    victim_task() {
        test.equal(task_create(self(), 0, &task_), KERN_SUCCESS);
        test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &exceptions_), KERN_SUCCESS);
        test.equal(
            mach_port_insert_right(self(), exceptions_, exceptions_, MACH_MSG_TYPE_MAKE_SEND),
            KERN_SUCCESS);
        // A message with registers of a flavour that there is not cannot be sent, which ends the
        // task.
        const bool with_state = random_number() % 4 == 0;
        test.equal(
            task_set_exception_ports(task_, EXC_MASK_ALL, exceptions_,
                                     with_state ? EXCEPTION_STATE : EXCEPTION_DEFAULT,
                                     static_cast<thread_state_flavor_t>(random_number() % flavors)),
            KERN_SUCCESS);
        mach_vm_address_t at = data;
        test.equal(mach_vm_allocate(task_, &at, page, VM_FLAGS_FIXED), KERN_SUCCESS);
        at = code;
        test.equal(mach_vm_allocate(task_, &at, page, VM_FLAGS_FIXED), KERN_SUCCESS);
        alignas(8) static unsigned char bytes[page];
        for (mach_vm_size_t i = 0; i < page; i += 8) {
            const uint64_t r = random_number();
            std::memcpy(bytes + i, &r, sizeof r);
        }
        test.equal(mach_vm_write(task_, code, reinterpret_cast<vm_offset_t>(bytes), page),
                   KERN_SUCCESS);
        test.equal(mach_vm_protect(task_, code, page, 0, VM_PROT_READ | VM_PROT_EXECUTE),
                   KERN_SUCCESS);
    }
    ~victim_task() {
        (void)task_terminate(task_);  // a bad answer to an exception may have ended it
        mach_port_deallocate(self(), task_);
        mach_port_mod_refs(self(), exceptions_, MACH_PORT_RIGHT_RECEIVE, -1);
    }
    task_t task() const { return task_; }

    /// The next exception, if one comes within a few milliseconds; it is to be answered.
    bool receive() {
        if (mach_msg(&in_.header, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof in_, exceptions_, 5,
                     MACH_PORT_NULL) != MACH_MSG_SUCCESS)
            return false;
        reply_ = in_.header.msgh_remote_port;
        in_.header.msgh_remote_port = MACH_PORT_NULL;
        mach_msg_destroy(&in_.header);
        return true;
    }
    /// Lets the thread go on, with random registers if the message was one with registers.
    void answer() {
        struct {
            mach_msg_header_t header;
            kern_return_t result;
            int32_t flavor;
            uint32_t count;
            uint32_t words[most_words];
        } out{};
        const bool with_state =
            in_.header.msgh_id == mach::interface::mach_exception_raise_state::id;
        out.flavor = in_.state.body.flavor;
        out.count = in_.state.body.variable.count;
        if (random_number() % 64 == 0) {  // the kernel refuses such an answer, and ends the task
            out.flavor = static_cast<int32_t>(random_number() % flavors);
            out.count = most_words;
        }
        for (uint32_t &word : out.words) word = static_cast<uint32_t>(hostile_number());
        out.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0);
        out.header.msgh_remote_port = reply_;
        out.header.msgh_id = in_.header.msgh_id + 100;
        const std::size_t words = out.count < most_words ? out.count : most_words;
        const auto size = static_cast<mach_msg_size_t>(
            with_state ? offsetof(decltype(out), words) + words * sizeof *out.words
                       : offsetof(decltype(out), flavor));
        if (mach_msg(&out.header, MACH_SEND_MSG, size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL) !=
            MACH_MSG_SUCCESS)
            mach_port_deallocate(self(), reply_);
    }

private:
    task_t task_ = MACH_PORT_NULL;
    mach_port_t exceptions_ = MACH_PORT_NULL, reply_ = MACH_PORT_NULL;
    union {
        mach_msg_header_t header;
        mach::rpc::wire<mach::interface::exception_raise_state_request> state;
        unsigned char room[2048];
    } in_;
};

void set_random_state(thread_t thread) {
    alignas(8) uint32_t words[most_words];
    for (unsigned i = 0; i < most_words; i += 2) {
        const uint64_t value = hostile_number();
        std::memcpy(words + i, &value, sizeof value);
    }
    const auto flavor = static_cast<thread_state_flavor_t>(random_number() % flavors);
    (void)thread_set_state(thread, flavor, words,
                           static_cast<mach_msg_type_number_t>(random_number() % most_words));
}

/// What the kernel made of a state is legal: it takes it back unchanged.
void check_states_are_stable(thread_t thread) {
    for (thread_state_flavor_t flavor = 0; flavor < flavors; ++flavor) {
        uint32_t first[most_words] = {}, second[most_words] = {};
        mach_msg_type_number_t count = most_words;
        if (thread_get_state(thread, flavor, first, &count) != KERN_SUCCESS) continue;
        test.equal(thread_set_state(thread, flavor, first, count), KERN_SUCCESS);
        mach_msg_type_number_t again = most_words;
        test.equal(thread_get_state(thread, flavor, second, &again), KERN_SUCCESS);
        test.check(again == count && std::memcmp(first, second, count * sizeof *first) == 0,
                   "state changed");
    }
}

void set_random_emulation(task_t task, thread_t thread) {
    (void)thread_set_emulation_block(thread, hostile_number());
    const mach_emulation_t emulation{.syscall_entry = hostile_number(),
                                     .interrupt_entry = hostile_number(),
                                     .image_start = hostile_number(),
                                     .image_end = hostile_number(),
                                     .exit_start = hostile_number(),
                                     .exit_end = hostile_number()};
    (void)task_set_emulation(task, &emulation);
}

unsigned exceptions = 0;

void torment(victim_task &victim) {
    thread_t thread = MACH_PORT_NULL;
    if (thread_create(victim.task(), &thread) != KERN_SUCCESS) return;
    for (int i = 0; i < 6; ++i) set_random_state(thread);
    set_random_emulation(victim.task(), thread);
    check_states_are_stable(thread);
    (void)thread_resume(thread);
    for (int i = 0; i < 4 && victim.receive(); ++i) {
        ++exceptions;
        set_random_state(thread);
        (void)thread_interrupt(thread);
        victim.answer();
    }
    (void)thread_terminate(thread);
    mach_port_deallocate(self(), thread);
    while (victim.receive()) victim.answer();
}

}  // namespace

int main() {
    for (unsigned i = 0; i < rounds; i += 10) {
        victim_task victim;
        for (unsigned j = 0; j < 10; ++j) torment(victim);
    }
    test.check(exceptions >= rounds / 2, "few exceptions came");
    test.finish();
}
