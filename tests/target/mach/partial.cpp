// mach_msg that fails half way: which rights and which memory are gone afterwards, exactly, as the
// Mach 3 Kernel Interfaces say. What a message has taken before the failure goes with it; what
// comes behind the failure is untouched.

#include <cstddef>
#include <cstring>

#include <mach/mach.h>
#include <mach/rpc.hpp>

#include "mach_test.hpp"
#include "new_objects.hpp"

namespace {

mach_test test("partial");
constexpr mach_vm_size_t page = MACH_PAGE_SIZE;
constexpr mach_port_name_t no_such_name = 0xfffff00;
task_t self() { return mach_task_self(); }

mach_port_t new_port() {
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    test.equal(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND), KERN_SUCCESS);
    return port;
}

mach_port_urefs_t sends(mach_port_t port) {
    mach_port_urefs_t refs = 0;
    test.equal(mach_port_get_refs(self(), port, MACH_PORT_RIGHT_SEND, &refs), KERN_SUCCESS);
    return refs;
}

mach_port_type_t type_of(mach_port_t port) {
    mach_port_type_t type = 0;
    return mach_port_type(self(), port, &type) == KERN_SUCCESS ? type : 0;
}

mach_vm_address_t memory(mach_vm_size_t size) {
    mach_vm_address_t address = 0;
    test.equal(mach_vm_allocate(self(), &address, size, VM_FLAGS_ANYWHERE), KERN_SUCCESS);
    return address;
}

bool is_mapped(mach_vm_address_t address) {
    char byte = 0;
    mach_vm_size_t out = 0;
    return mach_vm_read_overwrite(self(), address, 1, reinterpret_cast<mach_vm_address_t>(&byte),
                                  &out) == KERN_SUCCESS;
}

mach_msg_ool_descriptor_t out_of_line(mach_vm_address_t address, uint32_t size, bool deallocate) {
    return {.address = address,
            .deallocate = deallocate,
            .copy = MACH_MSG_VIRTUAL_COPY,
            .pad1 = 0,
            .type = MACH_MSG_OOL_DESCRIPTOR,
            .size = size};
}

struct large_message {
    mach_msg_header_t header;
    mach_msg_body_t body;
    mach_msg_port_descriptor_t copied, moved, made;
    mach_msg_ool_descriptor_t memory;
    mach_msg_port_descriptor_t fifth, behind;
    mach_msg_max_trailer_t trailer;
};
constexpr mach_msg_size_t size = offsetof(large_message, trailer);

/// A message with everything in it, and the ports and memory it is made of.
struct scene {
    mach_port_t target = new_port(), reply = new_port(), copied = new_port(), moved = new_port(),
                made = new_port(), fifth = new_port(), behind = new_port();
    mach_vm_address_t area = memory(page);
    large_message m{};

    scene() {
        m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND,
                                                uint32_t{MACH_MSG_TYPE_MAKE_SEND_ONCE}) |
                                 MACH_MSGH_BITS_COMPLEX,
                    .msgh_size = size,
                    .msgh_remote_port = target,
                    .msgh_local_port = reply,
                    .msgh_reserved = 0,
                    .msgh_id = 1};
        m.body.msgh_descriptor_count = 6;
        m.copied = mach::rpc::port_descriptor(copied, MACH_MSG_TYPE_COPY_SEND);
        m.moved = mach::rpc::port_descriptor(moved, MACH_MSG_TYPE_MOVE_SEND);
        m.made = mach::rpc::port_descriptor(made, MACH_MSG_TYPE_MAKE_SEND_ONCE);
        m.memory = out_of_line(area, page, true);
        m.fifth = mach::rpc::port_descriptor(fifth, MACH_MSG_TYPE_MOVE_RECEIVE);
        m.behind = mach::rpc::port_descriptor(behind, MACH_MSG_TYPE_MOVE_SEND);
    }
    ~scene() {
        for (const mach_port_t port : {target, reply, copied, moved, made, fifth, behind})
            if (type_of(port) != 0) (void)mach_port_destroy(self(), port);
        (void)mach_vm_deallocate(self(), area, page);
    }
    mach_msg_return_t send() {
        return mach_msg(&m.header, MACH_SEND_MSG, size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
    }
    /// A send-once right that dies unused tells its receiver, once.
    void told(mach_port_t port, unsigned times) const {
        test.equal(status_of(test, port).mps_msgcount, times);
        test.equal(status_of(test, port).mps_sorights, times);
    }
    /// Nothing was taken.
    void untouched() const {
        for (const mach_port_t port : {target, copied, moved, behind}) test.equal(sends(port), 1);
        test.equal(type_of(fifth), MACH_PORT_TYPE_SEND_RECEIVE);
        told(reply, 0);
        told(made, 0);
        test.check(is_mapped(area), "the memory");
        test.equal(status_of(test, target).mps_msgcount, 0);
    }
};

/// The first four went with the message, as did the header's rights; the sixth is still there.
void bad_right() {
    scene s;
    s.m.fifth.name = no_such_name;
    test.equal(s.send(), MACH_SEND_INVALID_RIGHT);
    test.equal(status_of(test, s.target).mps_msgcount, 0);
    test.equal(sends(s.target), 1);
    s.told(s.reply, 1);
    test.equal(sends(s.copied), 1);
    test.equal(status_of(test, s.copied).mps_srights, 1);
    test.equal(type_of(s.moved), MACH_PORT_TYPE_RECEIVE);
    test.equal(status_of(test, s.moved).mps_srights, 0);
    s.told(s.made, 1);
    test.check(!is_mapped(s.area), "memory to be deallocated is gone");
    test.equal(type_of(s.fifth), MACH_PORT_TYPE_SEND_RECEIVE);
    test.equal(sends(s.behind), 1);
}

void bad_memory() {
    scene s;
    s.m.memory = out_of_line(16, page, true);
    test.equal(s.send(), MACH_SEND_INVALID_MEMORY);
    test.equal(type_of(s.moved), MACH_PORT_TYPE_RECEIVE);
    s.told(s.made, 1);
    s.told(s.reply, 1);
    test.equal(type_of(s.fifth), MACH_PORT_TYPE_SEND_RECEIVE);
    test.equal(sends(s.behind), 1);
    test.check(is_mapped(s.area), "memory that was not named");
}

/// Memory that begins well and has a hole is as bad, and stays.
void memory_with_a_hole() {
    scene s;
    const mach_vm_address_t area = memory(3 * page);
    test.equal(mach_vm_deallocate(self(), area + page, page), KERN_SUCCESS);
    s.m.memory = out_of_line(area, 3 * page, true);
    test.equal(s.send(), MACH_SEND_INVALID_MEMORY);
    test.check(is_mapped(area) && is_mapped(area + 2 * page), "its good parts stay");
    test.equal(type_of(s.fifth), MACH_PORT_TYPE_SEND_RECEIVE);
    test.equal(mach_vm_deallocate(self(), area, 3 * page), KERN_SUCCESS);
}

/// A bad destination, reply or descriptor type: found before anything is taken from the body.
void bad_header() {
    {
        scene s;
        s.m.header.msgh_remote_port = no_such_name;
        test.equal(s.send(), MACH_SEND_INVALID_DEST);
        s.untouched();
    }
    {
        scene s;
        s.m.header.msgh_local_port = no_such_name;
        test.equal(s.send(), MACH_SEND_INVALID_REPLY);
        s.untouched();
    }
    {
        scene s;
        const mach_vm_address_t area = memory(2 * page);
        test.equal(mach_vm_deallocate(self(), area + page, page), KERN_SUCCESS);
        auto *at = reinterpret_cast<mach_msg_header_t *>(area + page - 64);
        std::memcpy(at, &s.m, 64);
        test.equal(mach_msg(at, MACH_SEND_MSG, size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
                   MACH_SEND_INVALID_DATA);
        s.untouched();
        test.equal(mach_vm_deallocate(self(), area, page), KERN_SUCCESS);
    }
}

/// With MACH_RCV_LARGE the message waits; without, it is gone with all that is in it.
void too_small_a_buffer() {
    scene s;
    test.equal(s.send(), MACH_MSG_SUCCESS);
    struct {
        mach_msg_header_t header;
        mach_msg_max_trailer_t trailer;
    } in{};
    test.equal(mach_msg(&in.header, MACH_RCV_MSG | MACH_RCV_LARGE, 0, sizeof in.header + 8,
                        s.target, 0, MACH_PORT_NULL),
               MACH_RCV_TOO_LARGE);
    test.check(in.header.msgh_size >= size, "what is needed");
    test.equal(status_of(test, s.target).mps_msgcount, 1);
    test.equal(status_of(test, s.made).mps_msgcount, 0);
    test.equal(type_of(s.fifth), MACH_PORT_TYPE_SEND);
    test.equal(
        mach_msg(&in.header, MACH_RCV_MSG, 0, sizeof in.header + 8, s.target, 0, MACH_PORT_NULL),
        MACH_RCV_TOO_LARGE);
    test.equal(status_of(test, s.target).mps_msgcount, 0);
    test.equal(status_of(test, s.made).mps_msgcount, 1);
    test.equal(status_of(test, s.reply).mps_msgcount, 1);
    test.equal(type_of(s.fifth), MACH_PORT_TYPE_DEAD_NAME);
    test.equal(status_of(test, s.moved).mps_srights, 0);
    test.equal(type_of(s.behind), MACH_PORT_TYPE_RECEIVE);
    test.equal(status_of(test, s.copied).mps_srights, 1);
}

/// The message is off the queue and its rights are the receiver's, who has not been told the names.
void unwritable_buffer() {
    scene s;
    test.equal(s.send(), MACH_MSG_SUCCESS);
    const mach_vm_address_t area = memory(2 * page);
    // Not a hole: memory in the message would be put there.
    test.equal(mach_vm_protect(self(), area + page, page, 0, VM_PROT_READ), KERN_SUCCESS);
    auto *at = reinterpret_cast<mach_msg_header_t *>(area + page - 64);
    test.equal(mach_msg(at, MACH_RCV_MSG, 0, sizeof s.m, s.target, 0, MACH_PORT_NULL),
               MACH_RCV_INVALID_DATA);
    test.equal(status_of(test, s.target).mps_msgcount, 0);
    test.equal(sends(s.copied), 2);
    test.equal(sends(s.moved), 1);
    test.equal(status_of(test, s.made).mps_msgcount, 0);
    test.equal(status_of(test, s.made).mps_sorights, 1);
    test.equal(type_of(s.fifth), MACH_PORT_TYPE_SEND_RECEIVE);
    test.equal(mach_vm_deallocate(self(), area, 2 * page), KERN_SUCCESS);
}

/// A message that nobody can take any more gives its sender everything back.
void timed_out() {
    scene s;
    const auto nothing = mach::rpc::port_descriptor(MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND);
    mach_msg_header_t filler = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u),
                                .msgh_size = 0,
                                .msgh_remote_port = s.target,
                                .msgh_local_port = MACH_PORT_NULL,
                                .msgh_reserved = 0,
                                .msgh_id = 2};
    for (unsigned i = 0; i < MACH_PORT_QLIMIT_DEFAULT; ++i)
        test.equal(
            mach_msg(&filler, MACH_SEND_MSG, sizeof filler, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
            MACH_MSG_SUCCESS);
    s.m.fifth = nothing;
    test.equal(mach_msg(&s.m.header, MACH_SEND_MSG | MACH_SEND_TIMEOUT, size, 0, MACH_PORT_NULL, 1,
                        MACH_PORT_NULL),
               MACH_SEND_TIMED_OUT);
    test.equal(status_of(test, s.target).mps_msgcount, MACH_PORT_QLIMIT_DEFAULT);
    test.equal(s.m.moved.name, s.moved);
    test.equal(sends(s.moved), 1);
    test.equal(sends(s.behind), 1);
    test.equal(sends(s.copied), 2);  // what was copied is given back as one more
    test.equal(type_of(s.m.made.name), MACH_PORT_TYPE_SEND_ONCE);
    test.check(s.m.memory.size == page && is_mapped(s.m.memory.address), "the memory, maybe moved");
    mach_msg_destroy(&s.m.header);
}

}  // namespace

int main() {
    bad_right();
    bad_memory();
    memory_with_a_hole();
    bad_header();
    too_small_a_buffer();
    unwritable_buffer();
    timed_out();
    test.finish();
}
