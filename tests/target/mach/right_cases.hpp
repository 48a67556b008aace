/// \file
/// Rights, names and messages in a few words, for tests that are tables of cases.
#pragma once

#include <cstddef>
#include <initializer_list>

#include <mach/mach.h>
#include <mach/notify.h>
#include <mach/rpc.hpp>

#include "mach_test.hpp"
#include "new_objects.hpp"

/// Each test program has its own.
extern mach_test test;

constexpr mach_port_name_t absent = 0xfffff00;
inline task_t self() { return mach_task_self(); }

inline mach_port_t allocate(mach_port_right_t right) {
    mach_port_t name = MACH_PORT_NULL;
    test.equal(mach_port_allocate(self(), right, &name), KERN_SUCCESS);
    return name;
}
inline mach_port_t receiver() { return allocate(MACH_PORT_RIGHT_RECEIVE); }
inline mach_port_t port() { return new_port(test); }

inline mach_port_type_t type_of(mach_port_t name) {
    mach_port_type_t type = 0;
    return mach_port_type(self(), name, &type) == KERN_SUCCESS ? type : 0;
}

inline mach_port_urefs_t refs(mach_port_t name, mach_port_right_t right) {
    mach_port_urefs_t count = ~0u;
    test.equal(mach_port_get_refs(self(), name, right, &count), KERN_SUCCESS);
    return count;
}

inline kern_return_t change(mach_port_t name, mach_port_right_t right, mach_port_delta_t delta) {
    return mach_port_mod_refs(self(), name, right, delta);
}

inline kern_return_t extract(mach_port_t name, uint32_t disposition, mach_port_t &got) {
    mach_msg_type_name_t kind = 0;
    return mach_port_extract_right(self(), name, disposition, &got, &kind);
}

inline mach_port_t once(mach_port_t of) {
    mach_port_t name = MACH_PORT_NULL;
    test.equal(extract(of, MACH_MSG_TYPE_MAKE_SEND_ONCE, name), KERN_SUCCESS);
    return name;
}

inline void end(std::initializer_list<mach_port_t> names) {
    for (const mach_port_t name : names) test.equal(mach_port_destroy(self(), name), KERN_SUCCESS);
}

/// A name whose port has died, with `refs` references.
inline mach_port_t dead(mach_port_urefs_t refs = 1) {
    const mach_port_t name = port();
    test.equal(change(name, MACH_PORT_RIGHT_SEND, static_cast<int>(refs) - 1), KERN_SUCCESS);
    test.equal(change(name, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    return name;
}

/// Three rights, and a number where a notification has one.
struct message {
    mach_msg_header_t header{};
    mach_msg_body_t body{};
    mach_msg_port_descriptor_t rights[3]{};
    mach_msg_max_trailer_t trailer{};

    uint32_t word() const { return body.msgh_descriptor_count; }
};

inline mach_msg_return_t send(mach_port_t to, uint32_t how, mach_port_t reply = MACH_PORT_NULL,
                              uint32_t reply_how = 0,
                              mach_msg_option_t option = MACH_SEND_TIMEOUT) {
    message m;
    m.header.msgh_bits = MACH_MSGH_BITS(how, reply_how);
    m.header.msgh_remote_port = to;
    m.header.msgh_local_port = reply;
    m.header.msgh_id = 1;
    return mach_msg(&m.header, MACH_SEND_MSG | option, sizeof m.header, 0, MACH_PORT_NULL, 0,
                    MACH_PORT_NULL);
}

struct given {
    mach_port_t name;
    uint32_t how;
};

inline mach_msg_return_t carry(mach_port_t to, std::initializer_list<given> rights) {
    message m;
    m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u) | MACH_MSGH_BITS_COMPLEX;
    m.header.msgh_remote_port = to;
    m.header.msgh_id = 2;
    for (const given &one : rights)
        m.rights[m.body.msgh_descriptor_count++] = mach::rpc::port_descriptor(one.name, one.how);
    const auto size = offsetof(message, rights) + rights.size() * sizeof m.rights[0];
    return mach_msg(&m.header, MACH_SEND_MSG, static_cast<mach_msg_size_t>(size), 0, MACH_PORT_NULL,
                    0, MACH_PORT_NULL);
}

inline mach_msg_return_t receive(message &m, mach_port_t from) {
    return mach_msg(&m.header, MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof m, from, 0,
                    MACH_PORT_NULL);
}

/// The next message, or one with the id 0.
inline message next(mach_port_t from) {
    message m;
    if (receive(m, from) != MACH_MSG_SUCCESS) m.header.msgh_id = 0;
    return m;
}

inline kern_return_t ask(mach_port_t name, mach_msg_id_t what, mach_port_mscount_t sync,
                         mach_port_t notify, mach_port_t *previous = nullptr) {
    mach_port_t before = MACH_PORT_NULL;
    return mach_port_request_notification(self(), name, what, sync, notify,
                                          MACH_MSG_TYPE_MAKE_SEND_ONCE,
                                          previous != nullptr ? previous : &before);
}
