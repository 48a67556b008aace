// Port rights by the reference's text, a case at a time: what each call does to names, user
// references, counts and notifications when the right is of another kind, dead or gone.

#include "right_cases.hpp"

mach_test test("rights");

namespace {

constexpr mach_port_urefs_t most = 0xfffe;

void renaming() {
    const mach_port_t to = receiver(), right = once(to), gone = dead(7), notify = receiver();
    test.equal(mach_port_rename(self(), right, 0x710000), KERN_SUCCESS);
    test.equal(type_of(right), 0);
    test.equal(type_of(0x710000), MACH_PORT_TYPE_SEND_ONCE);
    for (const mach_port_t taken : {to, gone, mach_port_t{0x710000}})
        test.equal(mach_port_rename(self(), 0x710000, taken), KERN_NAME_EXISTS);
    for (const mach_port_t bad : {MACH_PORT_NULL, MACH_PORT_DEAD})
        test.equal(mach_port_rename(self(), 0x710000, bad), KERN_INVALID_VALUE);
    test.equal(mach_port_rename(self(), absent, 0x720000), KERN_INVALID_NAME);
    test.equal(send(0x710000, MACH_MSG_TYPE_MOVE_SEND_ONCE), MACH_MSG_SUCCESS);
    test.equal(type_of(0x710000), 0);
    test.equal(mach_port_rename(self(), gone, 0x720000), KERN_SUCCESS);
    test.equal(refs(0x720000, MACH_PORT_RIGHT_DEAD_NAME), 7);
    // A request goes with the name.
    const mach_port_t asked = port();
    test.equal(ask(asked, MACH_NOTIFY_DEAD_NAME, 0, notify), KERN_SUCCESS);
    test.equal(mach_port_rename(self(), asked, 0x730000), KERN_SUCCESS);
    test.equal(change(0x730000, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    const message told = next(notify);
    test.equal(told.header.msgh_id, MACH_NOTIFY_DEAD_NAME);
    test.equal(told.word(), 0x730000);
    // A set keeps its members, a member its sets.
    const mach_port_t set = allocate(MACH_PORT_RIGHT_PORT_SET);
    test.equal(mach_port_insert_member(self(), to, set), KERN_SUCCESS);
    test.equal(mach_port_rename(self(), set, 0x740000), KERN_SUCCESS);
    test.equal(mach_port_rename(self(), to, 0x750000), KERN_SUCCESS);
    test.equal(next(0x740000).header.msgh_local_port, 0x750000);
    end({0x720000, 0x730000, 0x740000, 0x750000, notify});
}

void references() {
    const mach_port_t both = port(), set = allocate(MACH_PORT_RIGHT_PORT_SET), right = once(both),
                      gone = dead(2);
    for (const mach_port_right_t absent_kind :
         {MACH_PORT_RIGHT_SEND_ONCE, MACH_PORT_RIGHT_PORT_SET, MACH_PORT_RIGHT_DEAD_NAME})
        test.equal(refs(both, absent_kind), 0);
    test.equal(refs(both, MACH_PORT_RIGHT_RECEIVE), 1);
    test.equal(refs(set, MACH_PORT_RIGHT_PORT_SET), 1);
    test.equal(refs(right, MACH_PORT_RIGHT_SEND_ONCE), 1);
    test.equal(refs(gone, MACH_PORT_RIGHT_SEND), 0);
    mach_port_urefs_t count = 0;
    test.equal(mach_port_get_refs(self(), absent, MACH_PORT_RIGHT_SEND, &count), KERN_INVALID_NAME);
    test.equal(mach_port_get_refs(self(), both, 99, &count), KERN_INVALID_VALUE);
    const given one_reference[] = {{both, MACH_PORT_RIGHT_RECEIVE},
                                   {set, MACH_PORT_RIGHT_PORT_SET},
                                   {right, MACH_PORT_RIGHT_SEND_ONCE}};
    for (const auto [name, kind] : one_reference) {
        test.equal(change(name, kind, 0), KERN_SUCCESS);
        for (const int delta : {1, -2}) test.equal(change(name, kind, delta), KERN_INVALID_VALUE);
        test.equal(change(gone, kind, -1), KERN_INVALID_RIGHT);
    }
    test.equal(change(gone, MACH_PORT_RIGHT_SEND, -1), KERN_INVALID_RIGHT);
    test.equal(change(both, MACH_PORT_RIGHT_DEAD_NAME, -1), KERN_INVALID_RIGHT);
    test.equal(change(both, 99, 0), KERN_INVALID_VALUE);
    test.equal(change(gone, MACH_PORT_RIGHT_DEAD_NAME, most - 2), KERN_SUCCESS);
    test.equal(change(gone, MACH_PORT_RIGHT_DEAD_NAME, 1), KERN_UREFS_OVERFLOW);
    test.equal(ask(gone, MACH_NOTIFY_DEAD_NAME, 1, both), KERN_UREFS_OVERFLOW);
    test.equal(change(gone, MACH_PORT_RIGHT_DEAD_NAME, -int{most} - 1), KERN_INVALID_VALUE);
    test.equal(mach_port_deallocate(self(), gone), KERN_SUCCESS);
    test.equal(refs(gone, MACH_PORT_RIGHT_DEAD_NAME), most - 1);
    end({gone});  // all at once
    test.equal(type_of(gone), 0);
    const mach_port_t only = receiver();
    for (const mach_port_t name : {only, set})
        test.equal(mach_port_deallocate(self(), name), KERN_INVALID_RIGHT);
    for (const mach_port_t name : {MACH_PORT_NULL, MACH_PORT_DEAD, absent}) {
        test.equal(mach_port_deallocate(self(), name), KERN_INVALID_NAME);
        test.equal(mach_port_destroy(self(), name), KERN_INVALID_NAME);
    }
    test.equal(mach_port_deallocate(self(), right), KERN_SUCCESS);
    while (const auto id = next(both).header.msgh_id) test.equal(id, MACH_NOTIFY_SEND_ONCE);
    end({both, set, only});
}

void inserting() {
    const mach_port_t one = port(), other = receiver(), gone = dead(), right = once(one);
    const auto insert = [](mach_port_t name, mach_port_t of, uint32_t how) {
        return mach_port_insert_right(self(), name, of, how);
    };
    for (const mach_port_t taken : {other, gone})
        test.equal(insert(taken, one, MACH_MSG_TYPE_MAKE_SEND_ONCE), KERN_NAME_EXISTS);
    for (const mach_port_t name : {other, mach_port_t{0x760000}})
        test.equal(insert(name, one, MACH_MSG_TYPE_COPY_SEND), KERN_RIGHT_EXISTS);
    test.equal(insert(MACH_PORT_NULL, one, MACH_MSG_TYPE_COPY_SEND), KERN_INVALID_VALUE);
    test.equal(insert(0x760000, MACH_PORT_DEAD, MACH_MSG_TYPE_COPY_SEND), KERN_INVALID_CAPABILITY);
    test.equal(insert(0x760000, MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND), KERN_INVALID_CAPABILITY);
    test.equal(insert(0x760000, right, MACH_MSG_TYPE_MOVE_SEND_ONCE), KERN_SUCCESS);
    test.equal(type_of(right), 0);
    test.equal(type_of(0x760000), MACH_PORT_TYPE_SEND_ONCE);
    test.equal(change(one, MACH_PORT_RIGHT_SEND, most - 1), KERN_SUCCESS);
    test.equal(insert(one, one, MACH_MSG_TYPE_COPY_SEND), KERN_UREFS_OVERFLOW);
    test.equal(refs(one, MACH_PORT_RIGHT_SEND), most);
    mach_port_rights_t rights = 0;
    test.equal(mach_port_get_srights(self(), one, &rights), KERN_SUCCESS);
    test.equal(rights, 1);
    end({0x760000, one, other, gone});
}

void extracting() {
    const mach_port_t one = port(), set = allocate(MACH_PORT_RIGHT_PORT_SET), gone = dead(2);
    mach_port_t got = MACH_PORT_NULL;
    test.equal(extract(one, 99, got), KERN_INVALID_VALUE);
    test.equal(extract(absent, MACH_MSG_TYPE_COPY_SEND, got), KERN_INVALID_NAME);
    test.equal(extract(one, MACH_MSG_TYPE_MOVE_SEND_ONCE, got), KERN_INVALID_RIGHT);
    for (uint32_t how = MACH_MSG_TYPE_MOVE_RECEIVE; how <= MACH_MSG_TYPE_MAKE_SEND_ONCE; ++how) {
        test.equal(extract(set, how, got), KERN_INVALID_RIGHT);
        test.equal(extract(gone, how, got), KERN_INVALID_RIGHT);
    }
    test.equal(refs(gone, MACH_PORT_RIGHT_DEAD_NAME), 2);
    // The receive right leaves its sets and forgets its counts, and comes back to its name.
    test.equal(mach_port_insert_member(self(), one, set), KERN_SUCCESS);
    test.equal(mach_port_set_seqno(self(), one, 9), KERN_SUCCESS);
    test.equal(extract(one, MACH_MSG_TYPE_MOVE_RECEIVE, got), KERN_SUCCESS);
    test.equal(got, one);
    test.equal(type_of(one), MACH_PORT_TYPE_SEND_RECEIVE);
    const mach_port_status_t status = status_of(test, one);
    test.equal(status.mps_mscount, 0);
    test.equal(status.mps_seqno, 0);
    test.equal(status.mps_pset, 0);
    test.equal(status.mps_srights, 1);
    test.equal(mach_port_extract_member(self(), one, set), KERN_NOT_IN_SET);
    end({one, set, gone});
}

void no_senders() {
    const mach_port_t one = receiver(), notify = receiver(), carrier = receiver();
    test.equal(mach_port_set_mscount(self(), one, 5), KERN_SUCCESS);
    test.equal(ask(one, MACH_NOTIFY_NO_SENDERS, 5, notify), KERN_SUCCESS);
    const message now = next(notify);
    test.equal(now.header.msgh_id, MACH_NOTIFY_NO_SENDERS);
    test.equal(now.word(), 5);
    test.equal(status_of(test, one).mps_nsrequest, 0);
    test.equal(ask(one, MACH_NOTIFY_NO_SENDERS, 6, notify), KERN_SUCCESS);
    test.equal(next(notify).header.msgh_id, 0);
    test.equal(status_of(test, one).mps_nsrequest, 1);
    // A second request gives the first one's right back; none cancels.
    mach_port_t previous = MACH_PORT_NULL;
    test.equal(ask(one, MACH_NOTIFY_NO_SENDERS, 7, notify, &previous), KERN_SUCCESS);
    test.equal(type_of(previous), MACH_PORT_TYPE_SEND_ONCE);
    end({previous});
    test.equal(next(notify).header.msgh_id, MACH_NOTIFY_SEND_ONCE);
    test.equal(ask(one, MACH_NOTIFY_NO_SENDERS, 0, MACH_PORT_NULL, &previous), KERN_SUCCESS);
    end({previous});
    test.equal(next(notify).header.msgh_id, MACH_NOTIFY_SEND_ONCE);
    test.equal(status_of(test, one).mps_nsrequest, 0);
    test.equal(ask(one, MACH_NOTIFY_NO_SENDERS, 0, MACH_PORT_DEAD), KERN_INVALID_CAPABILITY);
    // It goes with the receive right.
    test.equal(mach_port_insert_right(self(), one, one, MACH_MSG_TYPE_MAKE_SEND), KERN_SUCCESS);
    test.equal(ask(one, MACH_NOTIFY_NO_SENDERS, 0, notify), KERN_SUCCESS);
    test.equal(carry(carrier, {{one, MACH_MSG_TYPE_MOVE_RECEIVE}}), MACH_MSG_SUCCESS);
    test.equal(type_of(one), MACH_PORT_TYPE_SEND);
    test.equal(mach_port_deallocate(self(), one), KERN_SUCCESS);
    const message last = next(notify);
    test.equal(last.header.msgh_id, MACH_NOTIFY_NO_SENDERS);
    test.equal(last.word(), 0);
    const mach_port_t back = next(carrier).rights[0].name;
    // A port that dies has no use for it any more.
    test.equal(ask(back, MACH_NOTIFY_NO_SENDERS, 1, notify), KERN_SUCCESS);
    end({back});
    test.equal(next(notify).header.msgh_id, MACH_NOTIFY_SEND_ONCE);
    end({notify, carrier});
}

void port_destroyed() {
    const mach_port_t one = port(), notify = receiver();
    test.equal(ask(one, MACH_NOTIFY_PORT_DESTROYED, 1, notify), KERN_INVALID_VALUE);
    test.equal(next(notify).header.msgh_id, MACH_NOTIFY_SEND_ONCE);  // the refused right
    test.equal(ask(one, MACH_NOTIFY_PORT_DESTROYED, 0, notify), KERN_SUCCESS);
    test.equal(send(one, MACH_MSG_TYPE_COPY_SEND), MACH_MSG_SUCCESS);
    test.equal(change(one, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    test.equal(type_of(one), MACH_PORT_TYPE_DEAD_NAME);
    const message saved = next(notify);
    test.equal(saved.header.msgh_id, MACH_NOTIFY_PORT_DESTROYED);
    const mach_port_t back = saved.rights[0].name;
    test.equal(type_of(back), MACH_PORT_TYPE_RECEIVE);
    test.equal(status_of(test, back).mps_pdrequest, 0);
    test.equal(next(back).header.msgh_id, 1);
    // To itself: the right would lie in its own queue, so it is destroyed.
    test.equal(ask(back, MACH_NOTIFY_PORT_DESTROYED, 0, back), KERN_SUCCESS);
    test.equal(mach_port_insert_right(self(), back, back, MACH_MSG_TYPE_MAKE_SEND), KERN_SUCCESS);
    test.equal(change(back, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    test.equal(type_of(back), MACH_PORT_TYPE_DEAD_NAME);
    end({one, back, notify});
}

void dead_names() {
    const mach_port_t notify = receiver(), one = receiver(), right = once(one), gone = dead(),
                      set = allocate(MACH_PORT_RIGHT_PORT_SET);
    test.equal(ask(gone, MACH_NOTIFY_DEAD_NAME, 0, notify), KERN_INVALID_ARGUMENT);
    test.equal(ask(gone, MACH_NOTIFY_DEAD_NAME, 1, MACH_PORT_NULL), KERN_INVALID_ARGUMENT);
    test.equal(ask(set, MACH_NOTIFY_DEAD_NAME, 1, notify), KERN_INVALID_RIGHT);
    test.equal(ask(absent, MACH_NOTIFY_DEAD_NAME, 1, notify), KERN_INVALID_NAME);
    test.equal(ask(one, 99, 0, notify), KERN_INVALID_VALUE);
    while (next(notify).header.msgh_id != 0) {
    }
    test.equal(ask(gone, MACH_NOTIFY_DEAD_NAME, 1, notify), KERN_SUCCESS);
    test.equal(next(notify).word(), gone);
    test.equal(refs(gone, MACH_PORT_RIGHT_DEAD_NAME), 2);
    // A name that goes while its port lives.
    test.equal(ask(right, MACH_NOTIFY_DEAD_NAME, 0, notify), KERN_SUCCESS);
    test.equal(type_of(right), MACH_PORT_TYPE_SEND_ONCE | MACH_PORT_TYPE_DNREQUEST);
    test.equal(send(right, MACH_MSG_TYPE_MOVE_SEND_ONCE), MACH_MSG_SUCCESS);
    const message deleted = next(notify);
    test.equal(deleted.header.msgh_id, MACH_NOTIFY_PORT_DELETED);
    test.equal(deleted.word(), right);
    end({gone, one, set, notify});
}

}  // namespace

int main() {
    renaming();
    references();
    inserting();
    extracting();
    no_senders();
    port_destroyed();
    dead_names();
    test.finish();
}
