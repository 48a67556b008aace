// Who may say what to the kernel about the swap space. What pages do there is shown by
// tests/unit/vm/swap_test.cpp and tests/system/swap.py.

#include <lib/service.hpp>
#include <mach/default_pager.h>
#include <mach/interface/memory_object.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("default_pager");
constexpr uint64_t page = MACH_PAGE_SIZE, size = 64 * page;
task_t self() { return mach_task_self(); }

mach_port_t new_port() {
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    return port;
}

/// The control port in the memory_object_init that has come to `pager`.
mach_port_t control_of(mach_port_t pager) {
    struct {
        mach::rpc::wire<mach::interface::memory_object_init_message> message;
        mach_msg_max_trailer_t trailer;
    } in;
    test.equal(mach_msg(&in.message.header, MACH_RCV_MSG, 0, sizeof in, pager, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    test.equal(in.message.header.msgh_id, memory_object_init_routine::id);
    return in.message.body.control.name;
}

host_swap_info_data_t swap_info() {
    host_swap_info_data_t info{};
    mach_msg_type_number_t count = HOST_SWAP_INFO_COUNT;
    test.equal(host_statistics(mach_host_self(), HOST_SWAP_INFO,
                               reinterpret_cast<host_info_t>(&info), &count),
               KERN_SUCCESS);
    return info;
}

void another_object(mach_port_t host_priv) {
    const mach_port_t pager = new_port();
    mach_port_insert_right(self(), pager, pager, MACH_MSG_TYPE_MAKE_SEND);
    memory_object_t object = MACH_PORT_NULL;
    test.equal(memory_object_create_paged(mach_host_self(), pager, size, &object), KERN_SUCCESS);
    test.equal(memory_object_data_written(control_of(pager), 0, page), KERN_INVALID_ARGUMENT);
    test.equal(memory_object_data_written(host_priv, 0, page), MIG_BAD_ID);
}

}  // namespace

int main() {
    const mach_port_t host_priv = server::granted("host_priv");
    test.equal(swap_info().total, uint64_t{0});
    another_object(host_priv);

    const mach_port_t first = new_port();
    test.equal(host_default_memory_manager(mach_host_self(), first, size), MIG_BAD_ID);
    test.equal(host_default_memory_manager(host_priv, first, 2 * page - 1), KERN_INVALID_ARGUMENT);
    test.equal(host_default_memory_manager(host_priv, first, size), KERN_SUCCESS);
    const mach_port_t control = control_of(first);
    test.equal(swap_info().total, size / page - 1);
    test.equal(swap_info().free, size / page - 1);

    // About requests that nobody has made.
    test.equal(memory_object_data_written(control, page, page), KERN_SUCCESS);
    test.equal(memory_object_data_written(control, ~uint64_t{0} - page + 1, page),
               KERN_INVALID_ARGUMENT);
    test.equal(memory_object_data_written(control, 1, page), KERN_INVALID_ARGUMENT);
    test.equal(memory_object_data_error(control, page, page, KERN_MEMORY_ERROR), KERN_SUCCESS);
    test.equal(swap_info().free, size / page - 1);

    // It dies; another one takes its place with the same space, and with no other.
    test.equal(mach_port_mod_refs(self(), first, MACH_PORT_RIGHT_RECEIVE, -1), KERN_SUCCESS);
    const mach_port_t second = new_port();
    test.equal(host_default_memory_manager(host_priv, second, size / 2), KERN_INVALID_ARGUMENT);
    test.equal(host_default_memory_manager(host_priv, second, size), KERN_SUCCESS);
    test.check(control_of(second) != MACH_PORT_NULL, "a control port of its own");
    test.equal(swap_info().free, size / page - 1);
    test.finish();
}
