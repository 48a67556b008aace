// Ports, rights, messages and notifications through the kernel's real entry: traps, kernel objects,
// copies from and to user memory. The arithmetic itself is tested on the host (tests/unit/ipc).

#include <cstring>

#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("ports");
task_t self() { return mach_task_self(); }

mach_port_t new_port(bool with_send = true) {
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    if (with_send)
        test.equal(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND),
                   KERN_SUCCESS);
    return port;
}

mach_port_type_t type_of(mach_port_t name) {
    mach_port_type_t type = 0;
    return mach_port_type(self(), name, &type) == KERN_SUCCESS ? type : 0;
}

mach_port_urefs_t refs(mach_port_t name, mach_port_right_t right) {
    mach_port_urefs_t count = ~0u;
    test.equal(mach_port_get_refs(self(), name, right, &count), KERN_SUCCESS);
    return count;
}

struct simple {
    mach_msg_header_t header{};
    char text[40]{};
    mach_msg_max_trailer_t trailer;
};

mach_msg_return_t send(simple &m, mach_port_t to, uint32_t disposition,
                       mach_msg_option_t option = 0) {
    m.header.msgh_bits = MACH_MSGH_BITS(disposition, 0u);
    m.header.msgh_remote_port = to;
    m.header.msgh_local_port = MACH_PORT_NULL;
    return mach_msg(&m.header, MACH_SEND_MSG | option, sizeof m.header + sizeof m.text, 0,
                    MACH_PORT_NULL, 0, MACH_PORT_NULL);
}

mach_msg_return_t receive(simple &m, mach_port_t from, mach_msg_option_t option = 0) {
    return mach_msg(&m.header, MACH_RCV_MSG | MACH_RCV_TIMEOUT | option, 0, sizeof m, from, 0,
                    MACH_PORT_NULL);
}

void rights() {
    const mach_port_t port = new_port();
    test.equal(type_of(port), MACH_PORT_TYPE_SEND_RECEIVE);
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, 4), KERN_SUCCESS);
    test.equal(refs(port, MACH_PORT_RIGHT_SEND), 5);
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, -6), KERN_INVALID_VALUE);
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_SEND, 0x10000),
               KERN_UREFS_OVERFLOW);
    test.equal(mach_port_rename(self(), port, 0x7000), KERN_SUCCESS);
    test.equal(type_of(port), 0);
    test.equal(type_of(0x7000), MACH_PORT_TYPE_SEND_RECEIVE);
    test.equal(mach_port_mod_refs(self(), 0x7000, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    test.equal(type_of(0x7000), MACH_PORT_TYPE_DEAD_NAME);
    test.equal(mach_port_destroy(self(), 0x7000), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), 0x7000), KERN_INVALID_NAME);
    test.equal(mach_port_deallocate(MACH_PORT_NULL, 0x7000), MACH_SEND_INVALID_DEST);
}

void messages() {
    const mach_port_t port = new_port();
    simple m, in;
    std::strcpy(m.text, "a message");
    m.header.msgh_id = 77;
    test.equal(send(m, port, MACH_MSG_TYPE_COPY_SEND), MACH_MSG_SUCCESS);
    test.equal(receive(in, port, MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_CTX)),
               MACH_MSG_SUCCESS);
    test.check(std::strcmp(in.text, m.text) == 0, "text arrives");
    test.equal(in.header.msgh_id, 77);
    test.equal(in.header.msgh_local_port, port);
    test.equal(in.trailer.msgh_trailer_size, sizeof in.trailer);
    test.equal(receive(in, port), MACH_RCV_TIMED_OUT);
    for (int i = 0; i < MACH_PORT_QLIMIT_DEFAULT; ++i)
        test.equal(send(m, port, MACH_MSG_TYPE_COPY_SEND, MACH_SEND_TIMEOUT), MACH_MSG_SUCCESS);
    test.equal(send(m, port, MACH_MSG_TYPE_COPY_SEND, MACH_SEND_TIMEOUT), MACH_SEND_TIMED_OUT);
    test.equal(m.header.msgh_remote_port, port);
    test.equal(mach_msg(reinterpret_cast<mach_msg_header_t *>(8), MACH_SEND_MSG, 32, 0, 0, 0, 0),
               MACH_SEND_INVALID_DATA);
    test.equal(
        mach_msg(reinterpret_cast<mach_msg_header_t *>(8), MACH_RCV_MSG, 0, 4096, port, 0, 0),
        MACH_RCV_INVALID_DATA);
    mach_port_status_t status;
    mach_msg_type_number_t count = MACH_PORT_RECEIVE_STATUS_COUNT;
    test.equal(mach_port_get_attributes(self(), port, MACH_PORT_RECEIVE_STATUS,
                                        reinterpret_cast<int *>(&status), &count),
               KERN_SUCCESS);
    test.equal(status.mps_msgcount, MACH_PORT_QLIMIT_DEFAULT - 1);
    test.equal(status.mps_srights, 1);
    mach_port_destroy(self(), port);
}

struct carrying {
    mach_msg_header_t header{};
    mach_msg_body_t body{};
    mach_msg_port_descriptor_t port{};
    mach_msg_ool_descriptor_t memory{};
    mach_msg_ool_ports_descriptor_t ports{};
    mach_msg_max_trailer_t trailer;
};

void descriptors() {
    const mach_port_t port = new_port(), carried = new_port();
    static char page[8192];
    std::memset(page, 'x', sizeof page);
    mach_port_t names[2] = {carried, MACH_PORT_DEAD};
    carrying m, in;
    m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u) | MACH_MSGH_BITS_COMPLEX,
                .msgh_size = 0,
                .msgh_remote_port = port,
                .msgh_local_port = MACH_PORT_NULL,
                .msgh_reserved = 0,
                .msgh_id = 1};
    m.body.msgh_descriptor_count = 3;
    m.port = {.name = carried,
              .pad1 = 0,
              .pad2 = 0,
              .disposition = MACH_MSG_TYPE_MAKE_SEND_ONCE,
              .type = MACH_MSG_PORT_DESCRIPTOR};
    m.memory = {.address = reinterpret_cast<uint64_t>(page) + 100,
                .deallocate = 0,
                .copy = MACH_MSG_VIRTUAL_COPY,
                .pad1 = 0,
                .type = MACH_MSG_OOL_DESCRIPTOR,
                .size = 6000};
    m.ports = {.address = reinterpret_cast<uint64_t>(names),
               .deallocate = 0,
               .copy = MACH_MSG_VIRTUAL_COPY,
               .disposition = MACH_MSG_TYPE_COPY_SEND,
               .type = MACH_MSG_OOL_PORTS_DESCRIPTOR,
               .count = 2};
    const mach_msg_size_t size = offsetof(carrying, trailer);
    test.equal(mach_msg(&m.header, MACH_SEND_MSG, size, 0, 0, 0, 0), MACH_MSG_SUCCESS);
    page[200] = 'y';  // after the copy was taken
    test.equal(mach_msg(&in.header, MACH_RCV_MSG, 0, sizeof in, port, 0, 0), MACH_MSG_SUCCESS);
    test.equal(type_of(in.port.name), MACH_PORT_TYPE_SEND_ONCE);
    test.equal(in.memory.size, 6000);
    const char *got = reinterpret_cast<const char *>(in.memory.address);
    test.check(got[0] == 'x' && got[100] == 'x' && got[5999] == 'x', "memory is a copy");
    const auto *got_names = reinterpret_cast<const mach_port_t *>(in.ports.address);
    test.equal(got_names[0], carried);
    test.equal(got_names[1], MACH_PORT_DEAD);
    test.equal(refs(carried, MACH_PORT_RIGHT_SEND), 2);
    mach_msg_destroy(&in.header);
    test.equal(refs(carried, MACH_PORT_RIGHT_SEND), 1);
    simple note;
    test.equal(receive(note, carried), MACH_MSG_SUCCESS);
    test.equal(note.header.msgh_id, MACH_NOTIFY_SEND_ONCE);
    m.memory.address = 16;
    test.equal(mach_msg(&m.header, MACH_SEND_MSG, size, 0, 0, 0, 0), MACH_SEND_INVALID_MEMORY);
    mach_port_destroy(self(), carried);
    mach_port_destroy(self(), port);
}

void notifications() {
    const mach_port_t port = new_port(), notify = new_port(false);
    mach_port_t previous = 1;
    test.equal(mach_port_request_notification(self(), port, MACH_NOTIFY_NO_SENDERS, 0, notify,
                                              MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous),
               KERN_SUCCESS);
    test.equal(previous, MACH_PORT_NULL);
    simple note;
    test.equal(receive(note, notify), MACH_RCV_TIMED_OUT);
    test.equal(mach_port_deallocate(self(), port), KERN_SUCCESS);
    test.equal(receive(note, notify), MACH_MSG_SUCCESS);
    test.equal(note.header.msgh_id, MACH_NOTIFY_NO_SENDERS);
    test.equal(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND), KERN_SUCCESS);
    test.equal(mach_port_request_notification(self(), port, MACH_NOTIFY_DEAD_NAME, 0, notify,
                                              MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous),
               KERN_SUCCESS);
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    test.equal(receive(note, notify), MACH_MSG_SUCCESS);
    test.equal(note.header.msgh_id, MACH_NOTIFY_DEAD_NAME);
    test.equal(refs(port, MACH_PORT_RIGHT_DEAD_NAME), 2);
    mach_port_destroy(self(), port);
    mach_port_destroy(self(), notify);
}

void sets() {
    mach_port_t set, member = new_port();
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_PORT_SET, &set), KERN_SUCCESS);
    test.equal(mach_port_insert_member(self(), member, set), KERN_SUCCESS);
    test.equal(mach_port_insert_member(self(), member, set), KERN_ALREADY_IN_SET);
    test.equal(mach_port_set_context(self(), member, 0x123456789abcull), KERN_SUCCESS);
    mach_port_name_t *members;
    mach_msg_type_number_t count;
    if (test.equal(mach_port_get_set_status(self(), set, &members, &count), KERN_SUCCESS)) {
        test.equal(count, 1);
        test.equal(members[0], member);
    }
    simple m, in;
    test.equal(send(m, member, MACH_MSG_TYPE_COPY_SEND), MACH_MSG_SUCCESS);
    test.equal(receive(in, set, MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_CTX)), MACH_MSG_SUCCESS);
    test.equal(in.header.msgh_local_port, member);
    test.equal(static_cast<long long>(in.trailer.msgh_context), 0x123456789abcll);
    mach_port_destroy(self(), member);
    mach_port_destroy(self(), set);
}

void kernel_objects() {
    simple m;
    m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE),
                .msgh_size = 0,
                .msgh_remote_port = self(),
                .msgh_local_port = mig_get_reply_port(),
                .msgh_reserved = 0,
                .msgh_id = 3299};
    test.equal(
        mach_msg(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, 24, sizeof m, mig_get_reply_port(), 0, 0),
        MACH_MSG_SUCCESS);
    test.equal(m.header.msgh_id, 3399);
    int result;
    std::memcpy(&result, m.text, sizeof result);
    test.equal(result, MIG_BAD_ID);
    m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    m.header.msgh_remote_port = self();
    m.header.msgh_local_port = mig_get_reply_port();
    m.header.msgh_id = 3205;  // with nothing of the name
    test.equal(
        mach_msg(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, 24, sizeof m, mig_get_reply_port(), 0, 0),
        MACH_MSG_SUCCESS);
    std::memcpy(&result, m.text, sizeof result);
    test.equal(result, MIG_BAD_ARGUMENTS);
}

void listing() {
    mach_port_name_t *names;
    mach_port_type_t *types;
    mach_msg_type_number_t count = 0, type_count = 0;
    if (!test.equal(mach_port_names(self(), &names, &count, &types, &type_count), KERN_SUCCESS))
        return;
    test.equal(count, type_count);
    bool found = false;
    for (unsigned i = 0; i < count; ++i)
        found = found || (names[i] == self() && types[i] == MACH_PORT_TYPE_SEND);
    test.check(found, "the task's own port is listed");
    mach_vm_deallocate(self(), reinterpret_cast<uint64_t>(names), count * sizeof *names);
    mach_vm_deallocate(self(), reinterpret_cast<uint64_t>(types), count * sizeof *types);
}

}  // namespace

int main() {
    rights();
    messages();
    descriptors();
    notifications();
    sets();
    kernel_objects();
    listing();
    test.finish();
}
