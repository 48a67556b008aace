// The record of messages: host_trace_start, host_trace_read.

#include <cstring>
#include <map>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <mach/interface/host_priv.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

namespace mi = mach::interface;
using reply_type = mi::host_trace_read_reply;

mach_test test("trace");
mach_port_t host;
mach::rpc::exchange<mi::host_trace_read> records;

kern_return_t start(uint32_t count) {
    mach::rpc::exchange<mi::host_trace_start> x;
    x.request().records = count;
    return x.call(host);
}

const reply_type &read() {
    test.equal(records.call(host), KERN_SUCCESS);
    return records.reply();
}

uint32_t own_task() {
    task_account_info_data_t info{};
    mach_msg_type_number_t words = TASK_ACCOUNT_INFO_COUNT;
    (void)task_info(mach_task_self(), TASK_ACCOUNT_INFO, reinterpret_cast<task_info_t>(&info),
                    &words);
    return info.id;
}

mach_port_t make_port() {
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    test.equal(mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND),
               KERN_SUCCESS);
    return port;
}

struct small_message {
    mach_msg_header_t header;
    uint32_t value;
    mach_msg_max_trailer_t trailer;
};

void send(mach_port_t port, int32_t id, uint32_t value) {
    small_message m{};
    m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u);
    m.header.msgh_size = sizeof m.header + sizeof m.value;
    m.header.msgh_remote_port = port;
    m.header.msgh_id = id;
    m.value = value;
    test.equal(mach_msg(&m.header, MACH_SEND_MSG, m.header.msgh_size, 0, MACH_PORT_NULL, 0,
                        MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
}

void receive(mach_port_t port) {
    small_message m{};
    test.equal(mach_msg(&m.header, MACH_RCV_MSG, 0, sizeof m, port, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
}

/// A message's two records say the same of it.
void sent_and_received() {
    const mach_port_t port = make_port();
    const uint32_t task = own_task();
    test.equal(start(256), KERN_SUCCESS);
    send(port, 12345, 0xabcd);
    receive(port);
    const reply_type &got = read();
    test.equal(got.lost, 0);
    const mach_trace_record_t *sent = nullptr, *received = nullptr;
    for (uint32_t i = 0; i < got.variable.count; ++i) {
        const auto &r = got.variable.items[i];
        if (r.id != 12345) continue;
        (r.kind == MACH_TRACE_SENT ? sent : received) = &r;
    }
    if (test.check(sent != nullptr && received != nullptr, "both records")) {
        uint32_t value;
        std::memcpy(&value, sent->data, sizeof value);
        test.equal(value, 0xabcd);
        test.equal(sent->task, task);
        test.equal(received->task, task);
        test.equal(sent->message, received->message);
        test.check(sent->port == received->port, "the same port");
        test.equal(sent->size, sizeof(mach_msg_header_t) + sizeof value);
        test.check(sent->time_ns <= received->time_ns, "one after the other");
        test.equal(sent->object, 0);
    }
    test.equal(start(0), KERN_SUCCESS);
    (void)mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
}

/// A request to the kernel and its answer, with the reply port that ties them; no pointer is shown.
void kernel_call() {
    test.equal(start(256), KERN_SUCCESS);
    const mach_port_t port = make_port();
    mach_port_t previous = MACH_PORT_NULL;
    test.equal(mach_port_request_notification(mach_task_self(), port, MACH_NOTIFY_NO_SENDERS, 0,
                                              port, MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous),
               KERN_SUCCESS);
    const reply_type &got = read();
    std::map<uint64_t, int32_t> asked;
    bool answered = false, clean = true;
    for (uint32_t i = 0; i < got.variable.count; ++i) {
        const auto &r = got.variable.items[i];
        if (r.kind != MACH_TRACE_SENT) continue;
        if (r.object != 0 && r.reply_port != 0) asked[r.reply_port] = r.id;
        if (r.task == 0 && asked.contains(r.port)) answered |= asked[r.port] + 100 == r.id;
        if ((r.bits & MACH_MSGH_BITS_COMPLEX) != 0) {
            uint64_t pointer;
            std::memcpy(&pointer, r.data + sizeof(mach_msg_body_t), sizeof pointer);
            clean &= pointer == 0;
        }
    }
    test.check(answered, "the kernel's answer to a request");
    test.check(clean, "descriptors show no addresses");
    test.equal(start(0), KERN_SUCCESS);
}

void full_ring() {
    const mach_port_t port = make_port();
    test.equal(start(8), KERN_SUCCESS);
    for (unsigned i = 0; i < 20; ++i) {
        send(port, 1, i);
        receive(port);
    }
    const reply_type &got = read();
    test.equal(got.variable.count, 8);
    test.check(got.lost >= 30, "what found no room is counted");
    test.equal(read().lost, 0);
    test.equal(start(0), KERN_SUCCESS);
    (void)mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
}

void one_reader() {
    test.equal(start(64), KERN_SUCCESS);
    test.equal(start(64), KERN_FAILURE);
    test.equal(start(0), KERN_SUCCESS);
    test.equal(read().variable.count, 0);
    test.equal(start(~0u), KERN_SUCCESS);  // as much as there may be
    test.equal(start(0), KERN_SUCCESS);
}

}  // namespace

int main() {
    host = server::granted("host_priv");
    sent_and_received();
    kernel_call();
    full_ring();
    one_reader();
    sent_and_received();
    test.finish();
}
