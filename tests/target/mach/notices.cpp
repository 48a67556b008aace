// Messages of threads that do not receive, to one that waits already: by a send right that stays
// and by a send-once right that is spent, of every size class, with all of the trailer.

#include <cstring>

#include <lib/thread_start.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("notices");

constexpr mach_msg_size_t largest = 24576;
constexpr mach_msg_id_t end_id = 99;
constexpr mach_vm_size_t page_size = 4096;

struct buffer {
    mach_msg_header_t header{};
    unsigned char body[largest];
    mach_msg_max_trailer_t room;

    const mach_msg_max_trailer_t &trailer() const {
        return *reinterpret_cast<const mach_msg_max_trailer_t *>(
            reinterpret_cast<const char *>(this) + header.msgh_size);
    }
};

/// What the receiver saw last.
struct sight {
    mach_msg_return_t result;
    mach_msg_header_t header;
    mach_msg_max_trailer_t trailer;
    bool whole;  ///< each byte as it was sent
    bool was_too_large;
};

buffer sent, got;
sight last;
mach_port_t inbox, outbox;  ///< the receiver's, and where it tells that it has got something
mach_msg_size_t room = sizeof got;
alignas(64) std::byte stack[16384];

unsigned char pattern(mach_msg_size_t at, mach_msg_id_t id) {
    return static_cast<unsigned char>(at * 7 + static_cast<mach_msg_size_t>(id));
}

bool whole(const buffer &m) {
    for (mach_msg_size_t i = 0; i < m.header.msgh_size - sizeof m.header; ++i)
        if (m.body[i] != pattern(i, m.header.msgh_id)) return false;
    return true;
}

mach_msg_return_t send(mach_msg_header_t &m, mach_msg_option_t more = 0) {
    return mach_msg_trap(&m, MACH_SEND_MSG | more, m.msgh_size, 0, MACH_PORT_NULL, 0,
                         MACH_PORT_NULL);
}

/// Runs on a bare thread.
[[noreturn]] void receiver(uint64_t) {
    constexpr mach_msg_option_t everything = MACH_RCV_TRAILER_TYPE(MACH_MSG_TRAILER_FORMAT_0) |
                                             MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_CTX);
    bool too_large = false;
    do {
        last.result = mach_msg_trap(&got.header, MACH_RCV_MSG | MACH_RCV_LARGE | everything, 0,
                                    room, inbox, 0, MACH_PORT_NULL);
        if (last.result == MACH_RCV_TOO_LARGE)
            room = sizeof got;
        else if (last.result == MACH_MSG_SUCCESS)
            last = {last.result, got.header, got.trailer(), whole(got), too_large};
        too_large = last.result == MACH_RCV_TOO_LARGE;
        mach_msg_header_t told{.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u),
                               .msgh_size = sizeof told,
                               .msgh_remote_port = outbox,
                               .msgh_local_port = MACH_PORT_NULL,
                               .msgh_reserved = 0,
                               .msgh_id = 1};
        (void)send(told);
    } while (last.header.msgh_id != end_id);
    thread_exit_trap(0, 0, nullptr, 0);
    __builtin_trap();
}

/// Until the receiver tells of what it got.
void await() {
    buffer &told = sent;
    test.equal(mach_msg(&told.header, MACH_RCV_MSG, 0, sizeof told, outbox, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
}

void fill(mach_msg_size_t size, mach_port_t to, mach_msg_type_name_t type, mach_msg_id_t id) {
    sent.header = {.msgh_bits = MACH_MSGH_BITS(type, 0u),
                   .msgh_size = size,
                   .msgh_remote_port = to,
                   .msgh_local_port = MACH_PORT_NULL,
                   .msgh_reserved = 0,
                   .msgh_id = id};
    for (mach_msg_size_t i = 0; i < size - sizeof sent.header; ++i) sent.body[i] = pattern(i, id);
}

/// The receiver's thread has nothing to do but to wait.
void let_it_wait() { (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1); }

void arrives(mach_msg_size_t size, mach_msg_type_name_t received, mach_port_seqno_t seqno) {
    await();
    test.equal(last.result, MACH_MSG_SUCCESS);
    test.check(last.whole, "the message is whole");
    test.equal(last.header.msgh_size, size);
    test.equal(last.header.msgh_bits, MACH_MSGH_BITS(0u, received));
    test.equal(last.header.msgh_local_port, inbox);
    test.equal(last.header.msgh_remote_port, MACH_PORT_NULL);
    test.equal(last.trailer.msgh_trailer_size, sizeof last.trailer);
    test.equal(last.trailer.msgh_seqno, seqno);
    test.equal(static_cast<long long>(last.trailer.msgh_context), 0x5eed);
}

constexpr mach_msg_size_t sizes[] = {sizeof(mach_msg_header_t), 40, 252, 320, 4096, 8216, 20000};

mach_port_t make_send_once() {
    mach_port_t name = MACH_PORT_NULL;
    mach_msg_type_name_t type;
    test.equal(mach_port_extract_right(mach_task_self(), inbox, MACH_MSG_TYPE_MAKE_SEND_ONCE, &name,
                                       &type),
               KERN_SUCCESS);
    return name;
}

void deliver_all(mach_msg_option_t option, mach_port_seqno_t &seqno) {
    for (const mach_msg_size_t size : sizes) {
        fill(size, inbox, MACH_MSG_TYPE_COPY_SEND, 7);
        let_it_wait();
        test.equal(send(sent.header, option), MACH_MSG_SUCCESS);
        arrives(size, MACH_MSG_TYPE_PORT_SEND, seqno++);
        mach_port_urefs_t refs = 0;
        test.equal(mach_port_get_refs(mach_task_self(), inbox, MACH_PORT_RIGHT_SEND, &refs),
                   KERN_SUCCESS);
        test.equal(refs, 1);

        const mach_port_t once = make_send_once();
        fill(size, once, MACH_MSG_TYPE_MOVE_SEND_ONCE, 8);
        let_it_wait();
        test.equal(send(sent.header, option), MACH_MSG_SUCCESS);
        arrives(size, MACH_MSG_TYPE_PORT_SEND_ONCE, seqno++);
        mach_port_type_t type = 0;
        test.equal(mach_port_type(mach_task_self(), once, &type), KERN_INVALID_NAME);
    }
}

/// A buffer that is too small: the message stays, and a larger one gets it.
void too_large(mach_port_seqno_t &seqno) {
    let_it_wait();
    room = 300;
    fill(40, inbox, MACH_MSG_TYPE_COPY_SEND, 9);  // the last one with the old size
    test.equal(send(sent.header), MACH_MSG_SUCCESS);
    arrives(40, MACH_MSG_TYPE_PORT_SEND, seqno++);
    let_it_wait();
    fill(4096, inbox, MACH_MSG_TYPE_COPY_SEND, 10);
    test.equal(send(sent.header), MACH_MSG_SUCCESS);
    await();
    arrives(4096, MACH_MSG_TYPE_PORT_SEND, seqno++);
    test.check(last.was_too_large, "the receiver is told that its buffer is too small");
}

/// A sender whose message is not there loses nothing, and the receiver goes on waiting.
void not_there(mach_port_seqno_t &seqno) {
    mach_vm_address_t page = 0;
    test.equal(mach_vm_allocate(mach_task_self(), &page, 2 * page_size, VM_FLAGS_ANYWHERE),
               KERN_SUCCESS);
    (void)mach_vm_deallocate(mach_task_self(), page + page_size, page_size);
    let_it_wait();
    const mach_port_t once = make_send_once();
    auto *m = reinterpret_cast<mach_msg_header_t *>(page + page_size - 64);
    fill(256, once, MACH_MSG_TYPE_MOVE_SEND_ONCE, 11);
    std::memcpy(m, &sent, 64);
    test.equal(send(*m), MACH_SEND_INVALID_DATA);
    mach_port_type_t type = 0;
    test.equal(mach_port_type(mach_task_self(), once, &type), KERN_SUCCESS);
    test.equal(type, MACH_PORT_TYPE_SEND_ONCE);
    fill(256, once, MACH_MSG_TYPE_MOVE_SEND_ONCE, 11);
    test.equal(send(sent.header), MACH_MSG_SUCCESS);
    arrives(256, MACH_MSG_TYPE_PORT_SEND_ONCE, seqno++);
    (void)mach_vm_deallocate(mach_task_self(), page, page_size);
}

}  // namespace

int main() {
    const task_t self = mach_task_self();
    (void)mach_port_allocate(self, MACH_PORT_RIGHT_RECEIVE, &inbox);
    (void)mach_port_insert_right(self, inbox, inbox, MACH_MSG_TYPE_MAKE_SEND);
    (void)mach_port_set_context(self, inbox, 0x5eed);
    (void)mach_port_allocate(self, MACH_PORT_RIGHT_RECEIVE, &outbox);
    const auto top = reinterpret_cast<uint64_t>(stack + sizeof stack) - 64;
    (void)server::start_thread(self, reinterpret_cast<uint64_t>(&receiver), top - 8, 0);

    mach_port_seqno_t seqno = 0;
    deliver_all(0, seqno);
    deliver_all(MACH_SEND_TIMEOUT, seqno);
    too_large(seqno);
    not_there(seqno);
    fill(40, inbox, MACH_MSG_TYPE_COPY_SEND, end_id);
    test.equal(send(sent.header), MACH_MSG_SUCCESS);
    arrives(40, MACH_MSG_TYPE_PORT_SEND, seqno);
    test.finish();
}
