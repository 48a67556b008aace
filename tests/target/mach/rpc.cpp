// Calls between two threads, by every way a message can take: hand-off to a waiting receiver on a port and on a set, through
// the queue, with a full queue in between, and with receivers that end in the middle.

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
    // No server yet: the queue fills, a further send times out, and the server finds all of them in order.
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

}  // namespace

int main() {
    handed_off();
    through_a_set();
    queued();
    server_dies();
    test.finish();
}
