// What waits in queues counts as somebody's: bytes, rights on their way, the names of a task that
// has ended; each task has a limit.

#include <cstring>
#include <iterator>

#include <mach/client.hpp>
#include <mach/interface/task.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"
#include "new_objects.hpp"

namespace {

mach_test test("queued");
task_t self() { return mach_task_self(); }

struct large_message {
    mach_msg_header_t header{};
    char data[8192]{};
};

mach_msg_return_t send_large(mach_port_t to) {
    static large_message message;
    message.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0),
                      .msgh_size = sizeof message,
                      .msgh_remote_port = to,
                      .msgh_local_port = MACH_PORT_NULL,
                      .msgh_reserved = 0,
                      .msgh_id = 1};
    return mach_msg(&message.header, MACH_SEND_MSG | MACH_SEND_TIMEOUT, sizeof message, 0,
                    MACH_PORT_NULL, 0, MACH_PORT_NULL);
}

/// A port whose queue takes as many messages as one can.
mach_port_t new_large_queue() {
    const mach_port_t port = new_port(test);
    mach_port_limits_t limits{MACH_PORT_QLIMIT_MAX};
    test.equal(mach_port_set_attributes(self(), port, MACH_PORT_LIMITS_INFO,
                                        reinterpret_cast<mach_port_info_t>(&limits),
                                        MACH_PORT_LIMITS_INFO_COUNT),
               KERN_SUCCESS);
    return port;
}

uint64_t entry_chunks() {
    host_zone_record_t zones[64];
    mach_msg_type_number_t count = std::size(zones);
    test.equal(host_zone_info(mach_host_self(), 0, zones, &count), KERN_SUCCESS);
    for (unsigned i = 0; i < count; ++i)
        if (std::strcmp(zones[i].name, "ipc entries") == 0) return zones[i].in_use;
    test.check(false, "the zone of entries");
    return 0;
}

/// Messages that count as a task's outlive it; the table of its names does not. They are such as
/// were sent to its port, whose receive right then went elsewhere.
void names_of_the_dead() {
    constexpr unsigned names = 6400, tolerance = 40;  // which processors may keep for the next
    const task_t task = new_task(test);
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(task, MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    for (unsigned i = 0; i < 2; ++i) {  // the first counts as nobody's
        mach_port_t once = MACH_PORT_NULL;
        mach_msg_type_name_t kind = 0;
        test.equal(mach_port_extract_right(task, port, MACH_MSG_TYPE_MAKE_SEND_ONCE, &once, &kind),
                   KERN_SUCCESS);
        test.equal(mach_port_deallocate(self(), once), KERN_SUCCESS);  // which sends a notification
    }
    mach_port_t kept = MACH_PORT_NULL;
    mach_msg_type_name_t kind = 0;
    test.equal(mach_port_extract_right(task, port, MACH_MSG_TYPE_MOVE_RECEIVE, &kept, &kind),
               KERN_SUCCESS);
    const uint64_t before = entry_chunks();
    for (unsigned i = 0; i < names; ++i)
        test.equal(mach_port_allocate(task, MACH_PORT_RIGHT_PORT_SET, &port), KERN_SUCCESS);
    test.check(entry_chunks() >= before + names / 64 - tolerance, "a chunk for 64 names");
    test.equal(task_terminate(task), KERN_SUCCESS);
    await_end(task);
    for (unsigned i = 0; i < 1000 && entry_chunks() > before + tolerance; ++i)
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
    test.check(entry_chunks() <= before + tolerance, "the names have gone");
    test.equal(status_of(test, kept).mps_msgcount, 2);
    test.equal(mach_port_mod_refs(self(), kept, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
}

struct carrying_message {
    mach_msg_header_t header;
    mach_msg_body_t body;
    mach_msg_port_descriptor_t port;
};

/// Ports whose receive rights are on their way count, although nobody has them.
void queued_ports(uint64_t limit) {
    const mach_port_t port = new_large_queue();
    mach_msg_return_t result = MACH_MSG_SUCCESS;
    unsigned sent = 0;
    for (; sent < 1000 && result == MACH_MSG_SUCCESS; ++sent) {
        carrying_message message{
            .header = {.msgh_bits =
                           MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0) | MACH_MSGH_BITS_COMPLEX,
                       .msgh_size = sizeof message,
                       .msgh_remote_port = port,
                       .msgh_local_port = MACH_PORT_NULL,
                       .msgh_reserved = 0,
                       .msgh_id = 1},
            .body = {.msgh_descriptor_count = 1},
            .port = mach::rpc::port_descriptor(MACH_PORT_NULL, MACH_MSG_TYPE_MOVE_RECEIVE)};
        test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &message.port.name),
                   KERN_SUCCESS);
        result = mach_msg(&message.header, MACH_SEND_MSG | MACH_SEND_TIMEOUT, sizeof message, 0,
                          MACH_PORT_NULL, 0, MACH_PORT_NULL);
        if (result != MACH_MSG_SUCCESS) mach_msg_destroy(&message.header);
    }
    test.equal(result, MACH_SEND_NO_BUFFER);
    test.check(sent > limit / 2048 && sent < limit / 1024, "a kilobyte for each port");
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
}

/// So do the kernel's replies with arrays of rights, which nobody takes.
void queued_arrays(uint64_t limit) {
    constexpr unsigned threads = 200, many = 1000;
    const task_t task = new_task(test);
    for (unsigned i = 0; i < threads; ++i) {
        thread_t thread = MACH_PORT_NULL;
        test.equal(thread_create(task, &thread), KERN_SUCCESS);
        test.equal(mach_port_deallocate(self(), thread), KERN_SUCCESS);
    }
    const mach_port_t replies = new_port(test);
    mach::rpc::exchange<mach::interface::task_threads> x;
    for (unsigned i = 0; i < many; ++i)
        test.equal(x.send(task, replies, MACH_MSG_TYPE_MAKE_SEND_ONCE), KERN_SUCCESS);
    test.check(status_of(test, replies).mps_msgcount > 50 &&
                   status_of(test, replies).mps_msgcount < limit / (threads * sizeof(uint64_t)),
               "replies with arrays");
    test.equal(mach_port_mod_refs(self(), replies, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    test.equal(task_terminate(task), KERN_SUCCESS);
}

/// Bytes in queues: of messages, of notifications, of the kernel's replies. The last, since a limit
/// is never raised.
void queued_bytes() {
    constexpr uint64_t limit = 256 << 10;
    const mach_port_t port = new_large_queue();
    test.equal(task_set_limits(self(), 0, 0, 0, limit), KERN_SUCCESS);
    mach_msg_return_t result = MACH_MSG_SUCCESS;
    for (unsigned i = 0; i < 1000 && result == MACH_MSG_SUCCESS; ++i) result = send_large(port);
    test.equal(result, MACH_SEND_NO_BUFFER);
    test.check(status_of(test, port).mps_msgcount >= 28 && status_of(test, port).mps_msgcount <= 32,
               "as many as the limit allows");
    struct {
        large_message message;
        mach_msg_max_trailer_t trailer;
    } in;
    test.equal(mach_msg(&in.message.header, MACH_RCV_MSG, 0, sizeof in, port, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    test.equal(send_large(port), MACH_MSG_SUCCESS);
    test.equal(mach_port_mod_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);

    queued_ports(limit);
    queued_arrays(limit);

    const mach_port_t replies = new_port(test);
    constexpr unsigned many = 4000;
    for (unsigned i = 0; i < many; ++i) {
        mach_port_t once = MACH_PORT_NULL;
        mach_msg_type_name_t kind = 0;
        test.equal(
            mach_port_extract_right(self(), replies, MACH_MSG_TYPE_MAKE_SEND_ONCE, &once, &kind),
            KERN_SUCCESS);
        test.equal(mach_port_deallocate(self(), once), KERN_SUCCESS);
    }
    test.check(status_of(test, replies).mps_msgcount > 100 &&
                   status_of(test, replies).mps_msgcount < many / 2,
               "notifications");
    mach_msg_header_t request{};
    for (unsigned i = 0; i < many; ++i) {
        request = {
            .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE),
            .msgh_size = sizeof request,
            .msgh_remote_port = self(),
            .msgh_local_port = replies,
            .msgh_reserved = 0,
            .msgh_id = 1};
        test.equal(
            mach_msg(&request, MACH_SEND_MSG, sizeof request, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
            MACH_MSG_SUCCESS);
    }
    test.check(status_of(test, replies).mps_msgcount < many / 2, "the kernel's replies");
    test.equal(mach_port_mod_refs(self(), replies, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
}

}  // namespace

int main() {
    names_of_the_dead();
    queued_bytes();
    test.finish();
}
