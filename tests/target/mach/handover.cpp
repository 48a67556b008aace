// Every call is answered, whatever happens to the server: a message never waits beside a thread
// that waits for it, and what a server that ends has in its hands comes back as a notification.

#include <atomic>

#include <lib/clock.hpp>

#include "mach_test.hpp"
#include "rpc_peer.hpp"
#include "stress/actor.hpp"

namespace {

mach_test test("handover");

constexpr mach_msg_id_t request_id = 500, reply_id = 600;
constexpr mach_msg_timeout_t for_ever_ms = 20'000;
constexpr mach_msg_bits_t call_bits =
    MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE);

mach_port_t new_right(mach_port_right_t kind) {
    mach_port_t name = MACH_PORT_NULL;
    (void)mach_port_allocate_trap(mach_task_self(), kind, &name);
    return name;
}

void prepare_reply(rpc_message &m) {
    m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0u);
    m.header.msgh_local_port = MACH_PORT_NULL;
    m.header.msgh_id = reply_id;
}

/// Receives from a set and answers, in two traps: nothing goes the way of a call that finds its
/// receiver waiting.
class set_server : public actor {
public:
    void open() {
        port = new_right(MACH_PORT_RIGHT_RECEIVE);
        (void)mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND);
        set_ = new_right(MACH_PORT_RIGHT_PORT_SET);
        (void)mach_port_insert_member(mach_task_self(), port, set_);
    }
    void close() {
        (void)mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1);
        (void)mach_port_deallocate(mach_task_self(), port);
        (void)mach_port_mod_refs(mach_task_self(), set_, MACH_PORT_RIGHT_PORT_SET, -1);
    }
    mach_port_t port = MACH_PORT_NULL;

private:
    void round() override {
        rpc_message m;
        if (mach_msg(&m.header, MACH_RCV_MSG, 0, sizeof m, set_, 0, MACH_PORT_NULL) !=
            MACH_MSG_SUCCESS)
            return;
        prepare_reply(m);
        (void)mach_msg(&m.header, MACH_SEND_MSG, m.size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
    }

    mach_port_t set_ = MACH_PORT_NULL;
};

bool call_with_patience(mach_port_t port, mach_port_t reply) {
    rpc_message m;
    m.header = {.msgh_bits = call_bits,
                .msgh_size = m.size,
                .msgh_remote_port = port,
                .msgh_local_port = reply,
                .msgh_reserved = 0,
                .msgh_id = request_id};
    return mach_msg(&m.header, MACH_SEND_MSG | MACH_RCV_MSG | MACH_RCV_TIMEOUT, m.size, sizeof m,
                    reply, for_ever_ms, MACH_PORT_NULL) == MACH_MSG_SUCCESS;
}

/// A message without an answer, for whom it may be too late already.
void wake(mach_port_t port) {
    rpc_message m;
    m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u),
                .msgh_size = m.size,
                .msgh_remote_port = port,
                .msgh_local_port = MACH_PORT_NULL,
                .msgh_reserved = 0,
                .msgh_id = request_id};
    (void)mach_msg(&m.header, MACH_SEND_MSG, m.size, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL);
}

class set_client : public actor {
public:
    explicit set_client(const set_server &of) : of_(of) {}
    std::atomic<unsigned> calls{0};
    std::atomic<bool> failed{false};

private:
    void round() override {
        if (failed) return (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 10);
        if (call_with_patience(of_.port, mig_get_reply_port()))
            ++calls;
        else
            failed = true;
    }

    const set_server &of_;
};

void wait_ms(uint64_t ms) { (void)mach_wait_until(server::monotonic_ns() + ms * 1'000'000); }

set_server set_servers[2];
set_client set_clients[2] = {set_client(set_servers[0]), set_client(set_servers[1])};

void sets_miss_nothing() {
    constexpr unsigned enough = 6000;
    for (unsigned i = 0; i < std::size(set_servers); ++i) {
        set_servers[i].open();
        if (!test.check(set_servers[i].start(i + 1) && set_clients[i].start(i + 1), "threads"))
            return;
        set_servers[i].begin();
        set_clients[i].begin();
    }
    for (set_client &client : set_clients) {
        while (client.calls < enough && !client.failed) wait_ms(10);
        test.check(!client.failed, "a receiver on a set gets each message");
        client.stop();
        test.check(client.join(), "the client ends");
    }
    for (set_server &one : set_servers) {
        one.stop();
        wake(one.port);
        test.check(one.join(), "the server ends");
        one.close();
    }
}

/// A task with a copy of this memory, whose one thread answers what comes to `name`.
class mortal {
public:
    static constexpr mach_port_name_t name = 0x7001;

    /// \return a send right to it, or MACH_PORT_NULL.
    mach_port_t make() {
        const task_t self = mach_task_self();
        const mach_port_t port = new_right(MACH_PORT_RIGHT_RECEIVE);
        (void)mach_port_insert_right(self, port, port, MACH_MSG_TYPE_MAKE_SEND);
        if (task_create(self, 1, &task_) != KERN_SUCCESS) return MACH_PORT_NULL;
        (void)mach_port_insert_right(task_, name, port, MACH_MSG_TYPE_MOVE_RECEIVE);
        (void)server::start_thread(task_, reinterpret_cast<uint64_t>(&live),
                                   reinterpret_cast<uint64_t>(stack_ + sizeof stack_) - 72, 0, 0,
                                   &thread_);
        return port;
    }
    void end(unsigned how) {
        switch (how) {
        case 0: (void)thread_suspend(thread_); break;
        case 1: (void)task_suspend(task_); break;
        case 2: (void)thread_terminate(thread_); break;
        case 3: (void)thread_abort(thread_); break;
        default: break;
        }
        if (how % 2 == 0) swtch();
        (void)task_terminate(task_);
        (void)mach_port_deallocate(mach_task_self(), thread_);
        (void)mach_port_deallocate(mach_task_self(), task_);
    }

private:
    [[noreturn]] static void live(uint64_t) {
        rpc_message m;
        mach_msg_option_t option = MACH_RCV_MSG;
        for (;;) {
            const mach_msg_return_t mr =
                mach_msg_trap(&m.header, option, m.size, sizeof m, name, 0, MACH_PORT_NULL);
            option = mr == MACH_MSG_SUCCESS ? MACH_SEND_MSG | MACH_RCV_MSG : MACH_RCV_MSG;
            prepare_reply(m);
        }
    }

    task_t task_ = MACH_PORT_NULL;
    thread_t thread_ = MACH_PORT_NULL;
    alignas(4096) static std::byte stack_[16384];
};
alignas(4096) std::byte mortal::stack_[16384];

std::atomic<mach_port_t> living{MACH_PORT_NULL};

/// Calls whoever lives, without a time-out.
class caller : public actor {
public:
    std::atomic<unsigned> answers{0}, notices{0}, refusals{0};
    std::atomic<bool> wrong{false};
    unsigned all() const { return answers + notices + refusals; }

private:
    void round() override {
        const mach_port_t reply = mig_get_reply_port();
        rpc_message m;
        m.header = {.msgh_bits = call_bits,
                    .msgh_size = m.size,
                    .msgh_remote_port = living,
                    .msgh_local_port = reply,
                    .msgh_reserved = 0,
                    .msgh_id = request_id};
        const mach_msg_return_t mr = mach_msg_trap(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, m.size,
                                                   sizeof m, reply, 0, MACH_PORT_NULL);
        if (mr == MACH_SEND_INVALID_DEST) {
            ++refusals;
            (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
        } else if (mr == MACH_MSG_SUCCESS && m.header.msgh_id == reply_id)
            ++answers;
        else if (mr == MACH_MSG_SUCCESS && m.header.msgh_id == MACH_NOTIFY_SEND_ONCE)
            ++notices;
        else
            wrong = true;
    }
};
caller callers[3];

/// \return whether each caller has got something since.
bool all_go_on() {
    unsigned before[std::size(callers)];
    for (unsigned i = 0; i < std::size(callers); ++i) before[i] = callers[i].all();
    for (unsigned i = 0; i < std::size(callers); ++i) {
        unsigned tries = 0;
        while (callers[i].all() == before[i])
            if (++tries == 1000)
                return false;
            else
                wait_ms(10);
    }
    return true;
}

void servers_die() {
    constexpr unsigned deaths = 120, kept = 3;
    static mortal servers[kept];
    mach_port_t old[kept] = {};
    random_numbers random(5);
    living = servers[0].make();
    for (unsigned i = 0; i < std::size(callers); ++i) {
        if (!test.check(callers[i].start(i + 1), "callers")) return;
        callers[i].begin();
    }
    for (unsigned i = 0; i < deaths; ++i) {
        if (random.once_in(2))
            for (unsigned n = random.below(40); n != 0; --n) swtch();
        else
            wait_ms(random.below(3));
        servers[i % kept].end(random.below(6));
        const mach_port_t next = servers[(i + 1) % kept].make();
        if (!test.check(next != MACH_PORT_NULL, "another server")) break;
        mach_port_t &oldest = old[i % kept];
        if (oldest != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), oldest);
        oldest = living.exchange(next);
        if (i % 10 == 0 && !test.check(all_go_on(), "each call gets an answer or a notification"))
            test.finish();
    }
    for (caller &one : callers) one.stop();
    for (caller &one : callers) {
        test.check(one.join(), "a caller ends");
        test.check(!one.wrong, "nothing else comes back");
        test.report("%u answers, %u notices, %u refusals\n", one.answers.load(), one.notices.load(),
                    one.refusals.load());
    }
    servers[deaths % kept].end(5);
}

}  // namespace

int main() {
    sets_miss_nothing();
    servers_die();
    test.finish();
}
