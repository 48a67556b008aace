// Receiving into a buffer that is too short for any message, or into none: the classic way to
// sleep. It waits for a message or the time-out like any other, and only a message that is there is
// too large.

#include <cstring>

#include <lib/emulation.hpp>
#include <lib/thread_start.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"
#include "new_objects.hpp"

namespace {

mach_test test("no_room");
task_t self() { return mach_task_self(); }
constexpr mach_msg_size_t rooms[] = {0, 8, sizeof(mach_msg_header_t) - 4};
constexpr mach_msg_timeout_t milliseconds[] = {0, 1, 20};

mach_msg_return_t send(mach_port_t to, mach_msg_size_t size = sizeof(mach_msg_header_t)) {
    static std::byte room[4096];
    auto &m = *reinterpret_cast<mach_msg_header_t *>(room);
    m = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u),
         .msgh_size = size,
         .msgh_remote_port = to,
         .msgh_local_port = MACH_PORT_NULL,
         .msgh_reserved = 0,
         .msgh_id = 5};
    return mach_msg(&m, MACH_SEND_MSG, size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
}

void sleeps(mach_port_t source) {
    for (const mach_msg_size_t room : rooms)
        for (const mach_msg_timeout_t each : milliseconds)
            test.equal(mach_msg(nullptr, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, room, source, each,
                                MACH_PORT_NULL),
                       MACH_RCV_TIMED_OUT);
    // There is nobody to notice that no byte could be written.
    test.equal(
        mach_msg(nullptr, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, 4096, source, 1, MACH_PORT_NULL),
        MACH_RCV_TIMED_OUT);
}

void message_is_there(mach_port_t port) {
    for (const mach_msg_size_t room : rooms) {
        mach_msg_header_t in;
        std::memset(&in, 0x55, sizeof in);
        test.equal(send(port), MACH_MSG_SUCCESS);
        test.equal(mach_msg(&in, MACH_RCV_MSG | MACH_RCV_LARGE, 0, room, port, 0, MACH_PORT_NULL),
                   MACH_RCV_TOO_LARGE);
        test.equal(status_of(test, port).mps_msgcount, 1);
        test.equal(
            mach_msg(nullptr, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, room, port, 5, MACH_PORT_NULL),
            MACH_RCV_TOO_LARGE);
        test.equal(status_of(test, port).mps_msgcount, 0);
        test.equal(send(port), MACH_MSG_SUCCESS);
        test.equal(mach_msg(&in, MACH_RCV_MSG, 0, room, port, 0, MACH_PORT_NULL),
                   MACH_RCV_TOO_LARGE);
        test.equal(in.msgh_size, 0x55555555);
        test.equal(in.msgh_id, 0x55555555);
    }
    test.equal(send(port), MACH_MSG_SUCCESS);
    test.equal(mach_msg(nullptr, MACH_RCV_MSG, 0, 4096, port, 0, MACH_PORT_NULL),
               MACH_RCV_INVALID_DATA);
    test.equal(status_of(test, port).mps_msgcount, 0);
}

/// The kernel's answer has no room either.
void kernel_answers() {
    const mach_port_t reply = mig_get_reply_port();
    for (const mach_msg_size_t room : rooms) {
        mach_msg_header_t m = {
            .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE),
            .msgh_size = sizeof m,
            .msgh_remote_port = self(),
            .msgh_local_port = reply,
            .msgh_reserved = 0,
            .msgh_id = 1};
        test.equal(
            mach_msg(&m, MACH_SEND_MSG | MACH_RCV_MSG, sizeof m, room, reply, 0, MACH_PORT_NULL),
            MACH_RCV_TOO_LARGE);
        test.equal(status_of(test, reply).mps_msgcount, 0);
    }
}

mach_port_t source = MACH_PORT_NULL, done = MACH_PORT_NULL;
mach_msg_return_t result = 0;
alignas(64) std::byte stacks[3][16384];  ///< one for each thread, which may be on it to the end

/// Waits once for each room, and tells what came of it. On a bare thread: no C library.
[[noreturn]] void wait_for_each(uint64_t) {
    for (const mach_msg_size_t room : rooms) {
        result = mach_msg_trap(nullptr, MACH_RCV_MSG, 0, room, source, 0, MACH_PORT_NULL);
        mach_msg_header_t told{.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u),
                               .msgh_size = sizeof told,
                               .msgh_remote_port = done,
                               .msgh_local_port = MACH_PORT_NULL,
                               .msgh_reserved = 0,
                               .msgh_id = 1};
        (void)mach_msg_trap(&told, MACH_SEND_MSG, sizeof told, 0, MACH_PORT_NULL, 0,
                            MACH_PORT_NULL);
    }
    thread_exit_trap(0, 0, nullptr, 0);
    __builtin_trap();
}

void message_comes(mach_port_t port, mach_msg_size_t size) {
    static unsigned made = 0;
    const auto top = reinterpret_cast<uint64_t>(stacks[made++] + sizeof *stacks) - 64;
    test.equal(server::start_thread(self(), reinterpret_cast<uint64_t>(&wait_for_each), top - 8),
               KERN_SUCCESS);
    for (unsigned i = 0; i < sizeof rooms / sizeof *rooms; ++i) {
        struct {
            mach_msg_header_t header;
            mach_msg_max_trailer_t trailer;
        } in;
        // So that the thread has most likely begun to wait; the outcome is the same if not.
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
        test.equal(send(port, size), MACH_MSG_SUCCESS);
        test.equal(mach_msg(&in.header, MACH_RCV_MSG, 0, sizeof in, done, 0, MACH_PORT_NULL),
                   MACH_MSG_SUCCESS);
        test.equal(result, MACH_RCV_TOO_LARGE);
        test.equal(status_of(test, port).mps_msgcount, 0);
    }
}

}  // namespace

int main() {
    const mach_port_t port = new_port(test);
    done = new_port(test);
    mach_port_t set = MACH_PORT_NULL;
    sleeps(port);
    message_is_there(port);
    kernel_answers();
    source = port;
    message_comes(port, sizeof(mach_msg_header_t));
    message_comes(port, 4096);
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_PORT_SET, &set), KERN_SUCCESS);
    test.equal(mach_port_insert_member(self(), port, set), KERN_SUCCESS);
    sleeps(set);
    source = set;
    message_comes(port, 200);
    test.equal(
        mach_msg(nullptr, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, 0, 0x7654300, 1, MACH_PORT_NULL),
        MACH_RCV_INVALID_NAME);
    test.finish();
}
