// Calls of the kernel that fail or are aborted half way: the caller hears it from that call, and
// the next one gets its own answer.

#include <cstring>

#include <lib/emulation.hpp>
#include <lib/thread_start.hpp>
#include <mach/gsync.h>
#include <mach/interface/memory_object.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("calls");
constexpr mach_vm_size_t page = MACH_PAGE_SIZE;
task_t self() { return mach_task_self(); }

/// Do calls get the answers of others? Without the C library, for bare threads.
bool answers_fit() {
    mach_port_t port = MACH_PORT_NULL;
    mach_port_type_t type = 0;
    mach_port_urefs_t refs = 0;
    return mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port) == KERN_SUCCESS &&
           mach_port_type(self(), port, &type) == KERN_SUCCESS && type == MACH_PORT_TYPE_RECEIVE &&
           mach_port_get_refs(self(), port, MACH_PORT_RIGHT_RECEIVE, &refs) == KERN_SUCCESS &&
           refs == 1 && mach_port_destroy(self(), port) == KERN_SUCCESS;
}

void refused_bodies() {
    constexpr mach_port_name_t nobody = 0x7654300;
    task_t other = MACH_PORT_NULL;
    test.equal(task_create(self(), 0, &other), KERN_SUCCESS);
    test.equal(mach_port_insert_right(other, 0x7001, nobody, MACH_MSG_TYPE_COPY_SEND),
               MACH_SEND_INVALID_RIGHT);
    test.check(answers_fit(), "the next calls' answers");
    mach_vm_address_t to = 0;
    test.equal(mach_vm_allocate(other, &to, page, VM_FLAGS_ANYWHERE), KERN_SUCCESS);
    test.equal(mach_vm_write(other, to, 0x10, page), MACH_SEND_INVALID_MEMORY);
    test.check(answers_fit(), "the next calls' answers");
    test.equal(task_terminate(other), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), other), KERN_SUCCESS);
    test.equal(task_terminate(other), MACH_SEND_INVALID_DEST);
    test.check(answers_fit(), "the next calls' answers");
}

/// A page whose pager is the test's main thread, which gives it when it likes.
class held_page {
public:
    held_page() {
        (void)mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port_);
        (void)mach_port_insert_right(self(), port_, port_, MACH_MSG_TYPE_MAKE_SEND);
        test.equal(memory_object_create_paged(mach_host_self(), port_, page, &object_),
                   KERN_SUCCESS);
        test.equal(mach_vm_map(self(), &address, page, 0, VM_FLAGS_ANYWHERE, object_, 0, 0,
                               VM_PROT_DEFAULT, VM_PROT_ALL, VM_INHERIT_SHARE),
                   KERN_SUCCESS);
        control_ = receive(memory_object_init_routine::id);
        test.equal(memory_object_ready(control_, 1, MEMORY_OBJECT_COPY_DELAY), KERN_SUCCESS);
    }
    ~held_page() {
        (void)mach_vm_deallocate(self(), address, page);
        (void)mach_port_deallocate(self(), object_);
        (void)mach_port_mod_refs(self(), port_, MACH_PORT_RIGHT_RECEIVE, -1);
        (void)mach_port_deallocate(self(), port_);
        (void)mach_port_deallocate(self(), control_);
    }
    /// Until somebody misses the page.
    void await_request() { (void)receive(memory_object_data_request_routine::id); }
    void give() { test.equal(memory_object_data_unavailable(control_, 0, page), KERN_SUCCESS); }
    mach_vm_address_t address = 0;

private:
    /// \return the message's first right, of an init message
    mach_port_t receive(mach_msg_id_t id) {
        union {
            mach_msg_header_t header;
            mach::rpc::wire<mach::interface::memory_object_init_message> init;
            char room[512];
        } in;
        test.equal(mach_msg(&in.header, MACH_RCV_MSG, 0, sizeof in, port_, 0, MACH_PORT_NULL),
                   MACH_MSG_SUCCESS);
        test.equal(in.header.msgh_id, id);
        return id == memory_object_init_routine::id ? in.init.body.control.name : MACH_PORT_NULL;
    }
    mach_port_t port_ = MACH_PORT_NULL, object_ = MACH_PORT_NULL, control_ = MACH_PORT_NULL;
};

/// A thread that does something once.
class helper {
public:
    using action = kern_return_t (*)(helper &);
    helper(held_page &at, mach_port_t port, action what) : at(at), port(port), what_(what) {
        const auto top = reinterpret_cast<uint64_t>(stack_ + sizeof stack_) - 64;
        test.equal(server::start_thread(self(), reinterpret_cast<uint64_t>(&run), top - 8,
                                        reinterpret_cast<uint64_t>(this), 0, &thread),
                   KERN_SUCCESS);
    }
    void join() {
        while (alive_ != 0)
            (void)gsync_wait_trap(self(), reinterpret_cast<uint64_t>(&alive_), 1, 0, 0, 0);
        (void)mach_port_deallocate(self(), thread);
        test.equal(result_, KERN_SUCCESS);
        test.check(fits_, "the next calls' answers");
    }
    held_page &at;
    const mach_port_t port;
    thread_t thread = MACH_PORT_NULL;

private:
    [[noreturn]] static void run(helper *self) {
        server::set_this_block(self->block_);  // libmach keeps the thread's reply port there
        self->result_ = self->what_(*self);
        self->fits_ = answers_fit();
        thread_exit_trap(0, 0, const_cast<uint32_t *>(&self->alive_), 1);
        __builtin_unreachable();
    }
    const action what_;
    kern_return_t result_ = KERN_FAILURE;
    bool fits_ = false;
    volatile uint32_t alive_ = 1;
    server::emulation_block block_{};
    alignas(64) char stack_[16384];
};

/// Aborts the thread while it waits for the page, then lets it have that.
void abort_waiter(helper &one) {
    one.at.await_request();
    for (int i = 0; i < 3; ++i) {
        test.equal(thread_abort(one.thread), KERN_SUCCESS);
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 2);
    }
    one.at.give();
    one.join();
}

void aborted_kernel_call() {
    held_page held;
    helper one(held, MACH_PORT_NULL, [](helper &me) {
        char data[16] = "as it was sent";
        return mach_vm_write(self(), me.at.address + 100, reinterpret_cast<vm_offset_t>(data),
                             sizeof data);
    });
    abort_waiter(one);
    test.check(std::strcmp(reinterpret_cast<char *>(held.address) + 100, "as it was sent") == 0,
               "what was written");
}

/// With a right, which must not be lost either.
#pragma pack(push, 4)
struct parcel {
    mach_msg_header_t header;
    mach_msg_body_t body;
    mach_msg_port_descriptor_t right;
    uint32_t number;
};
#pragma pack(pop)

void aborted_arrival() {
    held_page held;
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    test.equal(mach_port_insert_right(self(), port, port, MACH_MSG_TYPE_MAKE_SEND), KERN_SUCCESS);
    helper one(held, port, [](helper &me) {
        auto *header = reinterpret_cast<mach_msg_header_t *>(me.at.address);
        return mach_msg(header, MACH_RCV_MSG, 0, page, me.port, 0, MACH_PORT_NULL);
    });
    parcel p{};
    p.header.msgh_bits = MACH_MSGH_BITS_COMPLEX | MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, 0u);
    p.header.msgh_remote_port = port;
    p.body.msgh_descriptor_count = 1;
    p.right.name = port;
    p.right.disposition = MACH_MSG_TYPE_COPY_SEND;
    p.right.type = MACH_MSG_PORT_DESCRIPTOR;
    p.number = 4711;
    test.equal(mach_msg(&p.header, MACH_SEND_MSG, sizeof p, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    abort_waiter(one);
    parcel got;
    std::memcpy(&got, reinterpret_cast<void *>(held.address), sizeof got);
    test.equal(got.number, 4711);
    test.equal(got.right.name, port);
    mach_port_urefs_t refs = 0;
    test.equal(mach_port_get_refs(self(), port, MACH_PORT_RIGHT_SEND, &refs), KERN_SUCCESS);
    test.equal(refs, 2);
    test.equal(mach_port_destroy(self(), port), KERN_SUCCESS);
}

}  // namespace

int main() {
    refused_bodies();
    aborted_kernel_call();
    aborted_arrival();
    test.finish();
}
