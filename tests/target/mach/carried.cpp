// Port rights in messages by the reference's text, a case at a time: in the header, in the body,
// and in queues that nobody can receive from.

#include "right_cases.hpp"

mach_test test("carried");

namespace {

void headers() {
    const mach_port_t to = port(), right = once(to), gone = dead(3),
                      set = allocate(MACH_PORT_RIGHT_PORT_SET);
    for (const mach_port_t bad : {MACH_PORT_NULL, MACH_PORT_DEAD, absent, gone, set})
        test.equal(send(bad, MACH_MSG_TYPE_COPY_SEND), MACH_SEND_INVALID_DEST);
    for (const mach_port_t bad : {absent, set})
        test.equal(send(to, MACH_MSG_TYPE_COPY_SEND, bad, MACH_MSG_TYPE_COPY_SEND),
                   MACH_SEND_INVALID_REPLY);
    test.equal(refs(gone, MACH_PORT_RIGHT_DEAD_NAME), 3);
    // One name for both: a right that is there once is the reply's, and the destination is missing.
    test.equal(send(to, MACH_MSG_TYPE_MOVE_SEND, to, MACH_MSG_TYPE_MOVE_SEND),
               MACH_SEND_INVALID_DEST);
    test.equal(send(right, MACH_MSG_TYPE_MOVE_SEND_ONCE, right, MACH_MSG_TYPE_MOVE_SEND_ONCE),
               MACH_SEND_INVALID_DEST);
    test.equal(send(gone, MACH_MSG_TYPE_MOVE_SEND, gone, MACH_MSG_TYPE_MOVE_SEND),
               MACH_SEND_INVALID_DEST);
    // Neither is there: the reply is looked at first.
    test.equal(send(gone, MACH_MSG_TYPE_COPY_SEND, right, MACH_MSG_TYPE_COPY_SEND),
               MACH_SEND_INVALID_REPLY);
    test.equal(refs(to, MACH_PORT_RIGHT_SEND), 1);
    test.equal(refs(gone, MACH_PORT_RIGHT_DEAD_NAME), 3);
    test.equal(type_of(right), MACH_PORT_TYPE_SEND_ONCE);
    test.equal(next(to).header.msgh_id, 0);
    // A dead reply right arrives as such; one that is moved takes a reference with it.
    test.equal(send(to, MACH_MSG_TYPE_COPY_SEND, gone, MACH_MSG_TYPE_MOVE_SEND), MACH_MSG_SUCCESS);
    test.equal(next(to).header.msgh_remote_port, MACH_PORT_DEAD);
    test.equal(refs(gone, MACH_PORT_RIGHT_DEAD_NAME), 2);
    const mach_port_t reply = receiver();
    test.equal(send(to, MACH_MSG_TYPE_COPY_SEND, reply, MACH_MSG_TYPE_MAKE_SEND_ONCE),
               MACH_MSG_SUCCESS);
    end({reply});
    const mach_port_t nobody = next(to).header.msgh_remote_port;
    if (nobody != MACH_PORT_DEAD) {
        test.equal(type_of(nobody), MACH_PORT_TYPE_DEAD_NAME);
        test.equal(refs(nobody, MACH_PORT_RIGHT_DEAD_NAME), 1);
        end({nobody});
    }
    // A full queue has room for a send-once right; a queue that goes tells the reply right's port.
    const mach_port_t answers = receiver();
    while (send(to, MACH_MSG_TYPE_COPY_SEND) == MACH_MSG_SUCCESS) {
    }
    test.equal(send(right, MACH_MSG_TYPE_MOVE_SEND_ONCE, answers, MACH_MSG_TYPE_MAKE_SEND_ONCE),
               MACH_MSG_SUCCESS);
    end({to});
    test.equal(next(answers).header.msgh_id, MACH_NOTIFY_SEND_ONCE);
    end({answers, gone, set});
}

void bodies() {
    const mach_port_t to = receiver(), one = port(), set = allocate(MACH_PORT_RIGHT_PORT_SET),
                      gone = dead(3);
    const given copy = {one, MACH_MSG_TYPE_COPY_SEND}, move = {one, MACH_MSG_TYPE_MOVE_SEND};
    test.equal(carry(to, {copy, copy, copy}), MACH_MSG_SUCCESS);
    (void)next(to);
    test.equal(refs(one, MACH_PORT_RIGHT_SEND), 4);
    mach_port_rights_t rights = 0;
    test.equal(mach_port_get_srights(self(), one, &rights), KERN_SUCCESS);
    test.equal(rights, 1);
    test.equal(change(one, MACH_PORT_RIGHT_SEND, -2), KERN_SUCCESS);
    test.equal(carry(to, {move, move, move}), MACH_SEND_INVALID_RIGHT);
    test.equal(type_of(one), MACH_PORT_TYPE_RECEIVE);
    test.equal(status_of(test, one).mps_srights, 0);
    for (uint32_t how = MACH_MSG_TYPE_MOVE_RECEIVE; how <= MACH_MSG_TYPE_MAKE_SEND_ONCE; ++how)
        test.equal(carry(to, {{set, how}}), MACH_SEND_INVALID_RIGHT);
    test.equal(type_of(set), MACH_PORT_TYPE_PORT_SET);
    test.equal(carry(to, {{MACH_PORT_NULL, MACH_MSG_TYPE_MOVE_RECEIVE},
                          {MACH_PORT_DEAD, MACH_MSG_TYPE_MAKE_SEND},
                          {gone, MACH_MSG_TYPE_COPY_SEND}}),
               MACH_MSG_SUCCESS);
    const message special = next(to);
    test.equal(special.rights[0].name, MACH_PORT_NULL);
    test.equal(special.rights[1].name, MACH_PORT_DEAD);
    test.equal(special.rights[2].name, MACH_PORT_DEAD);
    test.equal(refs(gone, MACH_PORT_RIGHT_DEAD_NAME), 3);
    test.equal(carry(to, {{gone, MACH_MSG_TYPE_MOVE_SEND_ONCE}, {gone, MACH_MSG_TYPE_MAKE_SEND}}),
               MACH_SEND_INVALID_RIGHT);
    test.equal(refs(gone, MACH_PORT_RIGHT_DEAD_NAME), 2);
    // The second of two receive rights is not there, and the first goes with the message.
    const given receive_right = {one, MACH_MSG_TYPE_MOVE_RECEIVE};
    test.equal(carry(to, {receive_right, receive_right}), MACH_SEND_INVALID_RIGHT);
    test.equal(type_of(one), 0);
    test.equal(next(to).header.msgh_id, 0);
    end({to, set, gone});
}

void in_transit() {
    // In its own queue, and two in each other's: nobody can receive from them any more.
    const mach_port_t own = port(), first = port(), second = port();
    test.equal(carry(own, {{own, MACH_MSG_TYPE_MOVE_RECEIVE}}), MACH_MSG_SUCCESS);
    test.equal(carry(first, {{second, MACH_MSG_TYPE_MOVE_RECEIVE}}), MACH_MSG_SUCCESS);
    test.equal(type_of(second), MACH_PORT_TYPE_SEND);
    message m;
    test.equal(receive(m, second), MACH_RCV_INVALID_NAME);
    m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u) | MACH_MSGH_BITS_COMPLEX;
    m.header.msgh_remote_port = second;
    m.header.msgh_local_port = MACH_PORT_NULL;
    m.body.msgh_descriptor_count = 1;
    m.rights[0] = mach::rpc::port_descriptor(first, MACH_MSG_TYPE_MOVE_RECEIVE);
    test.equal(mach_msg(&m.header, MACH_SEND_MSG, offsetof(message, rights) + sizeof m.rights[0], 0,
                        MACH_PORT_NULL, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    for (const mach_port_t name : {own, first, second}) {
        await_end(name);
        test.equal(type_of(name), MACH_PORT_TYPE_DEAD_NAME);
    }
    // A port on its way queues what is sent to it.
    const mach_port_t to = receiver(), moved = port();
    test.equal(carry(to, {{moved, MACH_MSG_TYPE_MOVE_RECEIVE}}), MACH_MSG_SUCCESS);
    test.equal(send(moved, MACH_MSG_TYPE_COPY_SEND), MACH_MSG_SUCCESS);
    test.equal(next(to).rights[0].name, moved);
    test.equal(next(moved).header.msgh_id, 1);
    for (const mach_port_t bad : {MACH_PORT_NULL, MACH_PORT_DEAD, own, absent})
        test.equal(receive(m, bad), MACH_RCV_INVALID_NAME);
    end({own, first, second, to, moved});
}

}  // namespace

int main() {
    headers();
    bodies();
    in_transit();
    test.finish();
}
