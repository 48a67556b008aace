// Whatever a thread does to give its processor away and get it back, its floating-point registers
// are its own. Two threads, each with values that a compiler keeps in such registers across calls,
// where it can (ARM64: d8 to d15), hand the processor to each other in every way of sending and
// receiving.

#include <lib/thread_start.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("registers");

constexpr unsigned rounds = 100;
constexpr unsigned values = 8;

struct message {
    mach_msg_header_t header{};
    char body[400];
    mach_msg_max_trailer_t room;
};

enum class way : uint8_t { at_once, one_by_one, timed, interruptible, count };

mach_port_t boxes[2];  ///< of the two threads
message messages[2];
alignas(64) std::byte stack[16384];
volatile double initial[2][values];
volatile bool spoilt = false;

/// What is loaded from volatile memory can only come out of a register, or a place on the stack.
template <class Call>
bool kept(unsigned who, Call call) {
    const double a = initial[who][0], b = initial[who][1], c = initial[who][2], d = initial[who][3],
                 e = initial[who][4], f = initial[who][5], g = initial[who][6], h = initial[who][7];
    call();
    return a == initial[who][0] && b == initial[who][1] && c == initial[who][2] &&
           d == initial[who][3] && e == initial[who][4] && f == initial[who][5] &&
           g == initial[who][6] && h == initial[who][7];
}

mach_msg_return_t receive(message &m, unsigned who, mach_msg_option_t more) {
    constexpr mach_msg_timeout_t long_enough = 100'000;
    return mach_msg_trap(&m.header, MACH_RCV_MSG | more, 0, sizeof m, boxes[who], long_enough,
                         MACH_PORT_NULL);
}

/// Wakes the other thread and waits for it.
mach_msg_return_t turn(message &m, unsigned who, way how, mach_msg_size_t size) {
    m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u),
                .msgh_size = size,
                .msgh_remote_port = boxes[1 - who],
                .msgh_local_port = MACH_PORT_NULL,
                .msgh_reserved = 0,
                .msgh_id = 1};
    if (how == way::at_once)
        return mach_msg_trap(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, size, sizeof m, boxes[who], 0,
                             MACH_PORT_NULL);
    const mach_msg_return_t sent =
        mach_msg_trap(&m.header, MACH_SEND_MSG, size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
    if (sent != MACH_MSG_SUCCESS) return sent;
    return receive(m, who,
                   how == way::timed           ? MACH_RCV_TIMEOUT
                   : how == way::interruptible ? MACH_RCV_INTERRUPT
                                               : 0);
}

/// All pairs of ways come together, since the threads go through them at different speeds.
void turns(unsigned who) {
    constexpr auto ways = static_cast<unsigned>(way::count);
    static constexpr mach_msg_size_t sizes[] = {sizeof(mach_msg_header_t), 64, 300};
    for (unsigned i = 0; i < rounds; ++i) {
        const auto how = static_cast<way>((who == 0 ? i : i / ways) % ways);
        mach_msg_return_t mr = MACH_MSG_SUCCESS;
        if (!kept(who, [&] { mr = turn(messages[who], who, how, sizes[i % 3]); }) ||
            mr != MACH_MSG_SUCCESS)
            spoilt = true;
    }
}

/// Runs on a bare thread, and goes on waiting for one more turn when the first has had all.
[[noreturn]] void second(uint64_t) {
    if (receive(messages[1], 1, 0) != MACH_MSG_SUCCESS) spoilt = true;
    turns(1);
    thread_exit_trap(0, 0, nullptr, 0);
    __builtin_trap();
}

}  // namespace

int main() {
    const task_t self = mach_task_self();
    for (unsigned who = 0; who < 2; ++who) {
        test.equal(mach_port_allocate(self, MACH_PORT_RIGHT_RECEIVE, &boxes[who]), KERN_SUCCESS);
        test.equal(mach_port_insert_right(self, boxes[who], boxes[who], MACH_MSG_TYPE_MAKE_SEND),
                   KERN_SUCCESS);
        for (unsigned i = 0; i < values; ++i) initial[who][i] = 100.0 * (who + 1) + i;
    }
    const auto top = reinterpret_cast<uint64_t>(stack + sizeof stack) - 64;
    (void)server::start_thread(self, reinterpret_cast<uint64_t>(&second), top - 8, 0);
    turns(0);
    test.check(!spoilt, "each thread's floating-point registers are as it left them");
    test.finish();
}
