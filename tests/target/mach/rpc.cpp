// Calls between two threads, by every way a message can take: hand-off to a waiting receiver on a
// port and on a set, through the queue, with a full queue in between, and with receivers that end
// in the middle.

#include <cstring>

#include <lib/thread_start.hpp>
#include <mach/gsync.h>
#include <mach/mach.h>

#include "mach_test.hpp"
#include "rpc_peer.hpp"

namespace {

mach_test test("rpc");

void call_many(rpc_peer &peer, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        rpc_message m;
        m.number = i;
        if (!test.equal(peer.call(m), MACH_MSG_SUCCESS) || !test.equal(m.number, i + 1)) return;
    }
}

void queued() {
    rpc_peer peer;
    // No server yet: the queue fills, a further send times out, and the server finds all of them in
    // order.
    for (unsigned i = 0; i < MACH_PORT_QLIMIT_DEFAULT; ++i) {
        rpc_message m;
        m.number = i;
        test.equal(peer.send(m, MACH_SEND_TIMEOUT, 0), MACH_MSG_SUCCESS);
    }
    rpc_message m;
    test.equal(peer.send(m, MACH_SEND_TIMEOUT, 1), MACH_SEND_TIMED_OUT);
    peer.start();
    call_many(peer, 100);
    test.equal(peer.served(), MACH_PORT_QLIMIT_DEFAULT + 100);
    peer.stop();
}

void handed_off() {
    rpc_peer peer;
    peer.start();
    call_many(peer, 2000);
    peer.stop();
}

void through_a_set() {
    rpc_peer peer(true);
    peer.start();
    call_many(peer, 2000);
    peer.stop();
}

void server_dies() {
    rpc_peer peer;
    peer.start();
    rpc_message m;
    m.number = rpc_peer::forget_reply;
    test.equal(peer.call(m), MACH_MSG_SUCCESS);
    test.equal(m.header.msgh_id, MACH_NOTIFY_SEND_ONCE);
    peer.stop();
    test.equal(peer.call(m), MACH_SEND_INVALID_DEST);
}

/// A message buffer that carried an array of rights is used again for a call that fails in its
/// header, with a body that looks like an array.
void buffer_used_again() {
    struct {
        mach_msg_header_t header;
        mach_msg_body_t body;
        mach_msg_ool_ports_descriptor_t array;
        mach_msg_max_trailer_t trailer;
    } m{};
    constexpr mach_msg_size_t size = sizeof m - sizeof m.trailer;
    mach_port_t port = mach_reply_port();
    mach_port_t names[1] = {port};
    m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u) | MACH_MSGH_BITS_COMPLEX,
                .msgh_size = size,
                .msgh_remote_port = port,
                .msgh_local_port = MACH_PORT_NULL,
                .msgh_reserved = 0,
                .msgh_id = 1};
    m.body.msgh_descriptor_count = 1;
    m.array = {.address = reinterpret_cast<uint64_t>(names),
               .deallocate = 0,
               .copy = MACH_MSG_VIRTUAL_COPY,
               .disposition = MACH_MSG_TYPE_MAKE_SEND,
               .type = MACH_MSG_OOL_PORTS_DESCRIPTOR,
               .count = 1};
    test.equal(mach_msg(&m.header, MACH_SEND_MSG, size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    test.equal(mach_msg(&m.header, MACH_RCV_MSG, 0, sizeof m, port, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    constexpr mach_port_t nobody = 0xfffff00;
    m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);
    m.header.msgh_remote_port = nobody;
    m.header.msgh_local_port = port;
    for (int i = 0; i < 3; ++i)
        test.equal(mach_msg(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, size, sizeof m, port, 0,
                            MACH_PORT_NULL),
                   MACH_SEND_INVALID_DEST);
}

}  // namespace

int main() {
    buffer_used_again();
    handed_off();
    through_a_set();
    queued();
    server_dies();
    test.finish();
}
