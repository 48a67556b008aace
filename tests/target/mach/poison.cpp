// No byte that the kernel has not written comes out of it: every word of the replies of all that
// tells something, and of the pages that memory in a reply fills only in part. In a debug kernel
// (make DEBUG=1) unwritten bytes have values of their own.

#include "poison.hpp"

#include <algorithm>
#include <initializer_list>

#include <mach/client.hpp>
#include <mach/interface/clock.hpp>
#include <mach/interface/host.hpp>
#include <mach/interface/host_priv.hpp>
#include <mach/interface/port.hpp>
#include <mach/interface/task.hpp>
#include <mach/interface/thread.hpp>
#include <mach/interface/vm.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

namespace mi = mach::interface;

constexpr uint32_t most_flavors = 128;  ///< of any information call

mach_test test("poison");
unsigned answered;

/// Calls with the words as the request's first, others zero, and looks at the whole reply.
template <class Routine>
void ask(mach_port_t port, std::initializer_list<uint32_t> words = {}) {
    mach::rpc::exchange<Routine> x;
    auto *request = reinterpret_cast<std::byte *>(&x.request());
    std::memset(request, 0, sizeof x.request());
    std::memcpy(request, words.begin(), std::min(sizeof x.request(), 4 * words.size()));
    if (x.call(port) == KERN_SUCCESS) ++answered;
    const auto *reply = reinterpret_cast<const std::byte *>(&x.reply()) - sizeof(mach_msg_header_t);
    mach_msg_header_t header;
    std::memcpy(&header, reply, sizeof header);
    if (const uint32_t found = find_poison(reply, header.msgh_size)) {
        test.report("poison: %08x in a reply %d\n", found, header.msgh_id);
        test.check(false, "a reply has been written all over");
    }
}

template <class Routine>
void ask_all(mach_port_t port) {
    for (uint32_t flavor = 0; flavor < most_flavors; ++flavor) ask<Routine>(port, {flavor});
}

template <class Routine>
void ask_about_ports(std::initializer_list<mach_port_name_t> names) {
    for (const mach_port_name_t name : names)
        for (uint32_t flavor = 0; flavor < 12; ++flavor)
            ask<Routine>(mach_task_self(), {name, flavor});
}

void hosts(host_t host) {
    ask_all<mi::host_info>(host);
    ask_all<mi::host_statistics>(host);
    ask<mi::host_kernel_version>(host);
    ask<mi::host_get_time>(host);
    ask<mi::host_random_seed>(host);
    ask<mi::host_kernel_log>(host);
    ask<mi::host_zone_info>(host);
    for (uint32_t clock = 0; clock < 2; ++clock) {
        mach_port_t port = MACH_PORT_NULL;
        test.equal(host_get_clock_service(host, static_cast<int>(clock), &port), KERN_SUCCESS);
        ask<mi::clock_get_time>(port);
        ask_all<mi::clock_get_attributes>(port);
    }
}

void tasks(task_t task) {
    ask_all<mi::task_info>(task);
    ask<mi::task_get_emulation>(task);
    ask<mi::task_get_exception_ports>(task, {~0u});
    for (uint32_t which = 0; which < 8; ++which) ask<mi::task_get_special_port>(task, {which});
    ask<mi::task_threads>(task);
    ask<mi::mach_ports_lookup>(task);
}

void threads(thread_t thread) {
    ask_all<mi::thread_info>(thread);
    ask_all<mi::thread_get_state>(thread);
    ask<mi::thread_get_exception_ports>(thread, {~0u});
}

void ports() {
    mach_port_t port = MACH_PORT_NULL, set = MACH_PORT_NULL;
    const task_t self = mach_task_self();
    test.equal(mach_port_allocate(self, MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    test.equal(mach_port_allocate(self, MACH_PORT_RIGHT_PORT_SET, &set), KERN_SUCCESS);
    test.equal(mach_port_move_member(self, port, set), KERN_SUCCESS);
    const std::initializer_list<mach_port_name_t> names{port, set, self};
    ask_about_ports<mi::mach_port_type>(names);
    ask_about_ports<mi::mach_port_get_refs>(names);
    ask_about_ports<mi::mach_port_get_set_status>(names);
    ask_about_ports<mi::mach_port_get_attributes>(names);
    ask_about_ports<mi::mach_port_get_srights>(names);
    ask_about_ports<mi::mach_port_dnrequest_info>(names);
    ask_about_ports<mi::mach_port_kernel_object>(names);
    ask_about_ports<mi::mach_port_get_context>(names);
    ask_about_ports<mi::mach_port_peek>(names);
}

void memory(mach_vm_address_t page) {
    const auto low = static_cast<uint32_t>(page), high = static_cast<uint32_t>(page >> 32);
    ask<vm_region_routine>(mach_task_self(), {low, high});
    ask<vm_region_routine>(mach_task_self());
    ask<vm_page_query_routine>(mach_task_self(), {low, high});
    ask<vm_statistics_routine>(mach_host_self());
}

/// The pages that hold `size` bytes which came in a message.
void look_at_pages(const char *what, const void *from, std::size_t size) {
    const std::size_t whole = (size + MACH_PAGE_SIZE - 1) & ~std::size_t{MACH_PAGE_SIZE - 1};
    if (const uint32_t found = find_poison(from, whole)) {
        test.report("poison: %08x in the pages of %s\n", found, what);
        test.check(false, "what fills a page in part has been written all over");
    }
}

void pages() {
    mach_port_name_array_t names = nullptr;
    mach_port_type_array_t types = nullptr;
    mach_msg_type_number_t name_count = 0, type_count = 0, count = 0;
    test.equal(mach_port_names(mach_task_self(), &names, &name_count, &types, &type_count),
               KERN_SUCCESS);
    look_at_pages("names", names, name_count * sizeof *names);
    look_at_pages("types", types, type_count * sizeof *types);
    thread_act_array_t all = nullptr;
    test.equal(task_threads(mach_task_self(), &all, &count), KERN_SUCCESS);
    look_at_pages("threads", all, count * sizeof *all);
    mach_vm_address_t fresh = 0;
    constexpr mach_vm_size_t size = 64 * MACH_PAGE_SIZE;
    test.equal(mach_vm_allocate(mach_task_self(), &fresh, size, VM_FLAGS_ANYWHERE), KERN_SUCCESS);
    look_at_pages("new memory", reinterpret_cast<const void *>(fresh), size);
    memory(fresh);
}

}  // namespace

int main() {
    hosts(mach_host_self());
    tasks(mach_task_self());
    threads(mach_thread_self());
    thread_t unborn = MACH_PORT_NULL;
    test.equal(thread_create(mach_task_self(), &unborn), KERN_SUCCESS);
    threads(unborn);
    task_t empty = MACH_PORT_NULL;
    test.equal(task_create(mach_task_self(), 0, &empty), KERN_SUCCESS);
    tasks(empty);
    ports();
    pages();
    test.report("poison: %u answers\n", answered);
    test.check(answered > 50, "most of the calls have an answer");
    test.finish();
}
