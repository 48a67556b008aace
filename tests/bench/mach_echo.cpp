#include "mach_echo.hpp"

#include <lib/thread_start.hpp>

#include "mach_bench.hpp"

using mach_bench::must;

namespace {

constexpr uint64_t stack_size = 65536;
constexpr mach_msg_size_t header_size = sizeof(mach_msg_header_t);

/// Bare loop: no C library, since the thread has no thread-local storage.
[[noreturn]] void serve(uint64_t source) {
    echo_message m;
    mach_msg_option_t option = MACH_RCV_MSG;
    for (;;) {
        if (mach_msg_trap(&m.header, option, m.header.msgh_size, sizeof m,
                          static_cast<mach_port_name_t>(source), 0,
                          MACH_PORT_NULL) != MACH_MSG_SUCCESS)
            __builtin_trap();
        mach_msg_size_t size = m.header.msgh_size;
        if (m.header.msgh_bits & MACH_MSGH_BITS_COMPLEX) {
            if (m.complex.right.type == MACH_MSG_PORT_DESCRIPTOR)
                mach_port_deallocate_trap(mach_task_self(), m.complex.right.name);
            else
                mach_vm_deallocate_trap(mach_task_self(), m.out_of_line.memory.address,
                                        m.out_of_line.memory.size);
            size = header_size;
        }
        m.header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0u);
        m.header.msgh_size = size;
        m.header.msgh_local_port = MACH_PORT_NULL;
        option = MACH_SEND_MSG | MACH_RCV_MSG;
    }
}

}  // namespace

echo_server::echo_server(place where, bool with_set) {
    const task_t self = mach_task_self();
    must("reply port",
         (reply_ = mach_reply_port()) == MACH_PORT_NULL ? KERN_NO_SPACE : KERN_SUCCESS);
    must("port", mach_port_allocate(self, MACH_PORT_RIGHT_RECEIVE, &port_));
    must("send right", mach_port_insert_right(self, port_, port_, MACH_MSG_TYPE_MAKE_SEND));
    must("stack", mach_vm_allocate(self, &stack_, stack_size, VM_FLAGS_ANYWHERE));
    task_ = self;
    if (where == place::task) {
        must("task", task_create(self, 1, &task_));
        must("receive right",
             mach_port_insert_right(task_, port_, port_, MACH_MSG_TYPE_MOVE_RECEIVE));
    }
    source_ = port_;
    if (with_set) {
        must("set", mach_port_allocate(task_, MACH_PORT_RIGHT_PORT_SET, &source_));
        must("member", mach_port_insert_member(task_, port_, source_));
    }
    must("thread", server::start_thread(task_, reinterpret_cast<uint64_t>(&serve),
                                        stack_ + stack_size - 8, source_, 0, &thread_));
}

echo_server::~echo_server() {
    if (task_ == mach_task_self()) {
        (void)thread_terminate(thread_);
        (void)mach_port_mod_refs(task_, port_, MACH_PORT_RIGHT_RECEIVE, -1);
    } else {
        (void)task_terminate(task_);
    }
}

void echo_server::call(mach_msg_size_t size) {
    message_.header = {
        .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE),
        .msgh_size = header_size + size,
        .msgh_remote_port = port_,
        .msgh_local_port = reply_,
        .msgh_reserved = 0,
        .msgh_id = 1000};
    must("call", mach_msg_trap(&message_.header, MACH_SEND_MSG | MACH_RCV_MSG, header_size + size,
                               sizeof message_, reply_, 0, MACH_PORT_NULL));
}

void echo_server::call_with_right(mach_port_t right) {
    message_.header = {
        .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE) |
                     MACH_MSGH_BITS_COMPLEX,
        .msgh_size = header_size + sizeof message_.complex,
        .msgh_remote_port = port_,
        .msgh_local_port = reply_,
        .msgh_reserved = 0,
        .msgh_id = 1000};
    message_.complex.body.msgh_descriptor_count = 1;
    message_.complex.right = {.name = right,
                              .pad1 = 0,
                              .pad2 = 0,
                              .disposition = MACH_MSG_TYPE_COPY_SEND,
                              .type = MACH_MSG_PORT_DESCRIPTOR};
    must("call with a right",
         mach_msg_trap(&message_.header, MACH_SEND_MSG | MACH_RCV_MSG, message_.header.msgh_size,
                       sizeof message_, reply_, 0, MACH_PORT_NULL));
}

void echo_server::call_with_memory(mach_vm_address_t address, mach_msg_size_t size) {
    message_.header = {
        .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND, MACH_MSG_TYPE_MAKE_SEND_ONCE) |
                     MACH_MSGH_BITS_COMPLEX,
        .msgh_size = header_size + sizeof message_.out_of_line,
        .msgh_remote_port = port_,
        .msgh_local_port = reply_,
        .msgh_reserved = 0,
        .msgh_id = 1000};
    message_.out_of_line.body.msgh_descriptor_count = 1;
    message_.out_of_line.memory = {.address = address,
                                   .deallocate = 0,
                                   .copy = MACH_MSG_VIRTUAL_COPY,
                                   .pad1 = 0,
                                   .type = MACH_MSG_OOL_DESCRIPTOR,
                                   .size = size};
    must("call with memory",
         mach_msg_trap(&message_.header, MACH_SEND_MSG | MACH_RCV_MSG, message_.header.msgh_size,
                       sizeof message_, reply_, 0, MACH_PORT_NULL));
}
