// Calls on port names: attributes, contexts, counts, membership, extraction, listings. The
// arithmetic of rights is tested on the host (tests/unit/ipc); here it is the calls.

#include <cstring>

#include <mach/client.hpp>
#include <mach/interface/port.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"
#include "new_objects.hpp"

namespace {

mach_test test("names");
task_t self() { return mach_task_self(); }

mach_port_t new_port(mach_port_right_t right = MACH_PORT_RIGHT_RECEIVE) {
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(self(), right, &port), KERN_SUCCESS);
    return port;
}

void given_names() {
    const mach_port_name_t name = 0x123401;
    test.equal(mach_port_allocate_name(self(), MACH_PORT_RIGHT_RECEIVE, name), KERN_SUCCESS);
    test.equal(mach_port_allocate_name(self(), MACH_PORT_RIGHT_RECEIVE, name), KERN_NAME_EXISTS);
    test.equal(mach_port_allocate_name(self(), 99, 0x123501), KERN_INVALID_VALUE);
    mach_port_type_t type = 0;
    test.equal(mach_port_type(self(), name, &type), KERN_SUCCESS);
    test.equal(type, MACH_PORT_TYPE_RECEIVE);
    test.equal(mach_port_destroy(self(), name), KERN_SUCCESS);
    test.equal(mach_port_type(self(), name, &type), KERN_INVALID_NAME);
}

void attributes() {
    const mach_port_t port = new_port();
    mach_port_limits_t limits{};
    limits.mpl_qlimit = 77;
    auto *words = reinterpret_cast<mach_port_info_t>(&limits);
    test.equal(mach_port_set_attributes(self(), port, MACH_PORT_LIMITS_INFO, words,
                                        MACH_PORT_LIMITS_INFO_COUNT),
               KERN_SUCCESS);
    limits.mpl_qlimit = MACH_PORT_QLIMIT_MAX + 1;
    test.equal(mach_port_set_attributes(self(), port, MACH_PORT_LIMITS_INFO, words,
                                        MACH_PORT_LIMITS_INFO_COUNT),
               KERN_INVALID_VALUE);
    test.equal(mach_port_set_mscount(self(), port, 5), KERN_SUCCESS);
    test.equal(mach_port_set_seqno(self(), port, 9), KERN_SUCCESS);
    test.equal(mach_port_set_context(self(), port, 0x1122334455667788), KERN_SUCCESS);
    const mach_port_status_t status = status_of(test, port);
    test.equal(status.mps_qlimit, 77);
    test.equal(status.mps_mscount, 5);
    test.equal(status.mps_seqno, 9);
    mach_port_context_t context = 0;
    test.equal(mach_port_get_context(self(), port, &context), KERN_SUCCESS);
    test.equal(static_cast<long long>(context), 0x1122334455667788);
    test.equal(mach_port_get_context(self(), MACH_PORT_DEAD, &context), KERN_INVALID_NAME);
    test.equal(mach_port_destroy(self(), port), KERN_SUCCESS);
}

void sets() {
    const mach_port_t port = new_port(), set = new_port(MACH_PORT_RIGHT_PORT_SET),
                      other = new_port(MACH_PORT_RIGHT_PORT_SET);
    test.equal(mach_port_move_member(self(), port, set), KERN_SUCCESS);
    test.equal(mach_port_insert_member(self(), port, other), KERN_SUCCESS);
    test.equal(mach_port_insert_member(self(), port, other), KERN_ALREADY_IN_SET);
    test.equal(mach_port_extract_member(self(), port, set), KERN_SUCCESS);
    test.equal(mach_port_extract_member(self(), port, set), KERN_NOT_IN_SET);
    mach_port_name_array_t members = nullptr;
    mach_msg_type_number_t count = 0;
    test.equal(mach_port_get_set_status(self(), other, &members, &count), KERN_SUCCESS);
    if (test.equal(count, 1)) test.equal(members[0], port);
    test.equal(mach_port_move_member(self(), port, MACH_PORT_NULL), KERN_SUCCESS);
    test.equal(mach_port_get_set_status(self(), other, &members, &count), KERN_SUCCESS);
    test.equal(count, 0);
    test.equal(mach_port_get_set_status(self(), port, &members, &count), KERN_INVALID_RIGHT);
    for (const mach_port_t name : {port, set, other})
        test.equal(mach_port_destroy(self(), name), KERN_SUCCESS);
}

void rights_of_others() {
    task_t task = MACH_PORT_NULL;
    test.equal(task_create(self(), 0, &task), KERN_SUCCESS);
    mach_port_name_t theirs = MACH_PORT_NULL;
    test.equal(mach_port_allocate(task, MACH_PORT_RIGHT_RECEIVE, &theirs), KERN_SUCCESS);
    mach_port_t send = MACH_PORT_NULL;
    mach_msg_type_name_t kind = 0;
    test.equal(mach_port_extract_right(task, theirs, MACH_MSG_TYPE_MAKE_SEND, &send, &kind),
               KERN_SUCCESS);
    test.equal(kind, MACH_MSG_TYPE_PORT_SEND);
    mach_port_rights_t rights = 0;
    test.equal(mach_port_get_srights(task, theirs, &rights), KERN_SUCCESS);
    test.equal(rights, 1);
    test.equal(mach_port_extract_right(task, theirs, MACH_MSG_TYPE_COPY_SEND, &send, &kind),
               KERN_INVALID_RIGHT);
    const mach_port_name_t mine = 0x555501;  // a name that the other task does not use yet
    test.equal(mach_port_allocate_name(self(), MACH_PORT_RIGHT_RECEIVE, mine), KERN_SUCCESS);
    test.equal(mach_port_insert_right(self(), mine, mine, MACH_MSG_TYPE_MAKE_SEND), KERN_SUCCESS);
    const mach_port_name_t names[] = {mine, 0x777701};
    mach_msg_type_number_t missed = 0;
    test.equal(mach_port_inherit(self(), task, names, 2, &missed), KERN_SUCCESS);
    test.equal(missed, 1);
    test.equal(task_terminate(task), KERN_SUCCESS);
    mach_port_type_t type = 0;
    while (mach_port_type(self(), send, &type) == KERN_SUCCESS && type == MACH_PORT_TYPE_SEND)
        (void)swtch_pri(0);
    test.equal(type, MACH_PORT_TYPE_DEAD_NAME);
}

void listings() {
    ipc_info_name_t *names = nullptr;
    mach_msg_type_number_t count = 0;
    const mach_port_t port = new_port();
    test.equal(mach_port_space_info(self(), &names, &count), KERN_SUCCESS);
    bool found = false;
    for (mach_msg_type_number_t i = 0; i < count; ++i) found |= names[i].iin_name == port;
    test.check(found, "the port is in the listing");
    unsigned kind = 0;
    uint64_t number = 0;
    test.equal(mach_port_kernel_object(self(), self(), &kind, &number), KERN_SUCCESS);
    test.check(kind != 0 || number != 0, "the task port leads to a kernel object");
    kind = 99;
    test.equal(mach_port_kernel_object(self(), port, &kind, &number), KERN_SUCCESS);
    test.equal(kind, 0);
    test.equal(mach_port_destroy(self(), port), KERN_SUCCESS);
}

template <class Routine>
kern_return_t call(mach::rpc::exchange<Routine> &x) {
    return x.call(self());
}

kern_return_t guard(mach_port_t port, uint64_t value) {
    mach::rpc::exchange<mach::interface::mach_port_guard> x;
    x.request() = {.name = port, .guard = value};
    return call(x);
}

kern_return_t unguard(mach_port_t port, uint64_t value) {
    mach::rpc::exchange<mach::interface::mach_port_unguard> x;
    x.request() = {.name = port, .guard = value};
    return call(x);
}

kern_return_t destruct(mach_port_t port, mach_port_delta_t delta, uint64_t value) {
    mach::rpc::exchange<mach::interface::mach_port_destruct> x;
    x.request() = {.name = port, .send_delta = delta, .guard = value};
    return call(x);
}

void guards() {
    mach::rpc::exchange<mach::interface::mach_port_construct> made;
    made.request() = {.flags = MPO_CONTEXT_AS_GUARD | MPO_QLIMIT | MPO_INSERT_SEND_RIGHT,
                      .queue_limit = 3,
                      .context = 42};
    test.equal(call(made), KERN_SUCCESS);
    const mach_port_t port = made.reply().name;
    test.equal(status_of(test, port).mps_qlimit, 3);
    test.equal(guard(port, 1), KERN_INVALID_ARGUMENT);
    test.equal(mach_port_destroy(self(), port), KERN_INVALID_RIGHT);
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1), KERN_INVALID_RIGHT);
    test.equal(destruct(port, -1, 41), KERN_INVALID_ARGUMENT);
    test.equal(unguard(port, 41), KERN_INVALID_ARGUMENT);
    test.equal(unguard(port, 42), KERN_SUCCESS);
    test.equal(unguard(port, 42), KERN_INVALID_ARGUMENT);
    test.equal(guard(port, 43), KERN_SUCCESS);
    test.equal(destruct(port, -1, 43), KERN_SUCCESS);
    test.equal(guard(port, 1), KERN_INVALID_NAME);
    made.request() = {.flags = ~0u, .queue_limit = 3, .context = 42};
    test.equal(call(made), KERN_INVALID_ARGUMENT);
    made.request() = {.flags = MPO_QLIMIT, .queue_limit = 100000, .context = 42};
    test.equal(call(made), KERN_INVALID_VALUE);
}

void peek() {
    const mach_port_t port = new_port();
    mach::rpc::exchange<mach::interface::mach_port_peek> x;
    x.request() = {.name = port, .value = 0};
    test.equal(call(x), KERN_FAILURE);
    mach_msg_header_t message{};
    message.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u);
    message.msgh_remote_port = port;
    message.msgh_id = 777;
    test.equal(
        mach_msg(&message, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
        MACH_MSG_SUCCESS);
    x.request() = {.name = port, .value = 0};
    test.equal(call(x), KERN_SUCCESS);
    test.equal(x.reply().id, 777);
    test.equal(x.reply().size, sizeof message);
    mach::rpc::exchange<mach::interface::mach_port_dnrequest_info> requests;
    requests.request() = {.name = port};
    test.equal(call(requests), KERN_SUCCESS);
    test.equal(requests.reply().used, 0);
    test.equal(mach_port_destroy(self(), port), KERN_SUCCESS);
}

/// The reply goes to another place than the request came from.
void overwrite() {
    const mach_port_t port = new_port();
    struct {
        mach_msg_header_t header;
        char text[8];
        mach_msg_max_trailer_t trailer;
    } out{}, in{};
    out.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u);
    out.header.msgh_remote_port = port;
    std::memcpy(out.text, "message", 8);
    test.equal(mach_msg_overwrite(&out.header, MACH_SEND_MSG | MACH_RCV_MSG,
                                  sizeof out.header + sizeof out.text, sizeof in, port, 0,
                                  MACH_PORT_NULL, &in.header, 0),
               MACH_MSG_SUCCESS);
    test.check(std::memcmp(in.text, "message", 8) == 0, "the text has arrived");
    test.equal(in.header.msgh_local_port, port);
    test.equal(mach_port_destroy(self(), port), KERN_SUCCESS);
}

}  // namespace

int main() {
    given_names();
    attributes();
    sets();
    rights_of_others();
    listings();
    guards();
    peek();
    overwrite();
    test.finish();
}
