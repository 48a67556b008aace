// Virtual memory through the kernel's real entry: calls on itself and on another task, copies by
// message, objects by port, and a pager in another thread. The arithmetic itself is tested on the
// host (tests/unit/vm).

#include <cstring>

#include <lib/service.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("vm");
constexpr mach_vm_size_t page = MACH_PAGE_SIZE;
task_t self() { return mach_task_self(); }
volatile char *bytes(mach_vm_address_t address) {
    return reinterpret_cast<volatile char *>(address);
}

mach_vm_address_t memory(mach_vm_size_t size) {
    mach_vm_address_t address = 0;
    test.equal(mach_vm_allocate(self(), &address, size, VM_FLAGS_ANYWHERE), KERN_SUCCESS);
    return address;
}

void regions() {
    const mach_vm_address_t area = memory(4 * page);
    bytes(area)[3 * page] = 7;
    test.equal(bytes(area)[0], 0);
    mach_vm_address_t taken = area + page;
    test.equal(mach_vm_allocate(self(), &taken, page, VM_FLAGS_FIXED), KERN_NO_SPACE);
    test.equal(mach_vm_protect(self(), area, page, 0, VM_PROT_READ), KERN_SUCCESS);
    mach_vm_address_t at = area;
    mach_vm_size_t size = 0;
    vm_region_basic_info_data_64_t info;
    mach_msg_type_number_t count = VM_REGION_BASIC_INFO_COUNT_64;
    mach_port_t name = MACH_PORT_DEAD;
    test.equal(mach_vm_region(self(), &at, &size, VM_REGION_BASIC_INFO_64,
                              reinterpret_cast<vm_region_info_t>(&info), &count, &name),
               KERN_SUCCESS);
    test.equal(static_cast<long long>(at), static_cast<long long>(area));
    test.equal(static_cast<long long>(size), page);
    test.equal(info.protection, VM_PROT_READ);
    test.equal(name, MACH_PORT_NULL);
    test.equal(mach_vm_inherit(self(), area, page, VM_INHERIT_SHARE), KERN_SUCCESS);
    test.equal(mach_vm_inherit(self(), area, page, 9), KERN_INVALID_ARGUMENT);
    test.equal(mach_vm_deallocate(self(), area, 4 * page), KERN_SUCCESS);
    test.equal(mach_vm_protect(self(), area, page, 0, VM_PROT_READ), KERN_INVALID_ADDRESS);
    test.equal(mach_vm_deallocate(self(), ~page, 4 * page), KERN_INVALID_ADDRESS);
    test.equal(mach_vm_allocate(MACH_PORT_NULL, &taken, page, VM_FLAGS_ANYWHERE),
               MACH_SEND_INVALID_DEST);
}

void copies() {
    const mach_vm_address_t area = memory(3 * page);
    for (int i = 0; i < 3; ++i) bytes(area)[i * page + 5] = static_cast<char>(10 + i);
    vm_offset_t data = 0;
    mach_msg_type_number_t count = 0;
    test.equal(mach_vm_read(self(), area, 3 * page, &data, &count), KERN_SUCCESS);
    test.equal(count, 3 * page);
    bytes(area)[5] = 99;
    test.equal(bytes(data)[5], 10);
    bytes(data)[page + 5] = 77;
    test.equal(bytes(area)[page + 5], 11);
    test.equal(mach_vm_write(self(), area + 100, data, 2 * page), KERN_SUCCESS);
    test.equal(bytes(area)[100 + page + 5], 77);
    test.equal(mach_vm_copy(self(), data, page, area), KERN_SUCCESS);
    test.equal(bytes(area)[5], 10);
    mach_vm_size_t out = 0;
    test.equal(mach_vm_read_overwrite(self(), data, page, area + page, &out), KERN_SUCCESS);
    test.equal(bytes(area)[page + 5], 10);
    mach_vm_address_t again = 0;
    vm_prot_t now = 0, most = 0;
    test.equal(mach_vm_remap(self(), &again, page, 0, VM_FLAGS_ANYWHERE, self(), area, 0, &now,
                             &most, VM_INHERIT_NONE),
               KERN_SUCCESS);
    bytes(again)[9] = 3;
    test.equal(bytes(area)[9], 3);
    test.equal(now, VM_PROT_DEFAULT);
    test.equal(mach_vm_deallocate(self(), data, count), KERN_SUCCESS);
    test.equal(mach_vm_deallocate(self(), area, 3 * page), KERN_SUCCESS);
    test.equal(bytes(again)[9], 3);
    test.equal(mach_vm_deallocate(self(), again, page), KERN_SUCCESS);
}

void inheritance() {
    const mach_vm_address_t area = memory(3 * page);
    for (int i = 0; i < 3; ++i) bytes(area)[i * page] = 1;
    test.equal(mach_vm_inherit(self(), area + page, page, VM_INHERIT_SHARE), KERN_SUCCESS);
    test.equal(mach_vm_inherit(self(), area + 2 * page, page, VM_INHERIT_NONE), KERN_SUCCESS);
    task_t child = MACH_PORT_NULL;
    if (!test.check(task_create(self(), 1, &child) == KERN_SUCCESS, "task_create")) return;
    bytes(area)[0] = 2;
    bytes(area)[page] = 2;
    char got[2] = {};
    mach_vm_size_t out = 0;
    const auto to = reinterpret_cast<mach_vm_address_t>(got);
    test.equal(mach_vm_read_overwrite(child, area, 1, to, &out), KERN_SUCCESS);
    test.equal(mach_vm_read_overwrite(child, area + page, 1, to + 1, &out), KERN_SUCCESS);
    test.equal(got[0], 1);
    test.equal(got[1], 2);
    test.equal(mach_vm_read_overwrite(child, area + 2 * page, 1, to, &out), KERN_INVALID_ADDRESS);
    mach_vm_address_t there = 0;
    test.equal(mach_vm_allocate(child, &there, page, VM_FLAGS_ANYWHERE), KERN_SUCCESS);
    test.equal(mach_vm_write(child, there, area, 16), KERN_SUCCESS);
    test.equal(mach_vm_read_overwrite(child, there, 1, to, &out), KERN_SUCCESS);
    test.equal(got[0], 2);
    test.equal(task_terminate(child), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), child), KERN_SUCCESS);
    test.equal(mach_vm_deallocate(self(), area, 3 * page), KERN_SUCCESS);
}

void objects() {
    memory_object_t object = MACH_PORT_NULL;
    test.equal(memory_object_create(mach_host_self(), 2 * page + 1, &object), KERN_SUCCESS);
    memory_object_size_t size = 0;
    test.equal(memory_object_get_size(object, &size), KERN_SUCCESS);
    test.equal(static_cast<long long>(size), 2 * page + 1);
    mach_vm_address_t shared = 0, copied = 0;
    const auto map = [&](mach_vm_address_t *where, boolean_t copy, memory_object_offset_t offset) {
        return mach_vm_map(self(), where, page, 0, VM_FLAGS_ANYWHERE, object, offset, copy,
                           VM_PROT_DEFAULT, VM_PROT_ALL, VM_INHERIT_SHARE);
    };
    test.equal(map(&shared, 0, page), KERN_SUCCESS);
    test.equal(map(&copied, 1, page), KERN_SUCCESS);
    test.equal(map(&copied, 1, 1), KERN_INVALID_ARGUMENT);
    bytes(shared)[0] = 5;
    test.equal(bytes(copied)[0], 5);
    bytes(copied)[0] = 6;
    test.equal(bytes(shared)[0], 5);
    test.equal(memory_object_discard(object, 1, page), KERN_INVALID_ARGUMENT);
    test.equal(memory_object_discard(object, 0, page - 1), KERN_INVALID_ARGUMENT);
    test.equal(memory_object_discard(object, ~page + 1, page), KERN_INVALID_ARGUMENT);
    test.equal(memory_object_discard(self(), 0, page), MIG_BAD_ID);
    test.equal(memory_object_discard(object, 0, page), KERN_SUCCESS);
    test.equal(bytes(shared)[0], 5);
    test.equal(memory_object_discard(object, page, page), KERN_SUCCESS);
    test.equal(bytes(shared)[0], 0);
    test.equal(bytes(copied)[0], 6);
    bytes(shared)[0] = 5;
    test.equal(memory_object_truncate(object, page), KERN_SUCCESS);
    char byte = 0;
    mach_vm_size_t out = 0;
    test.equal(
        mach_vm_read_overwrite(self(), shared, 1, reinterpret_cast<mach_vm_address_t>(&byte), &out),
        KERN_MEMORY_ERROR);
    test.equal(mach_port_deallocate(self(), object), KERN_SUCCESS);
    test.equal(mach_vm_deallocate(self(), shared, page), KERN_SUCCESS);
    test.equal(mach_vm_deallocate(self(), copied, page), KERN_SUCCESS);
}

void contents() {
    const mach_vm_address_t area = memory(4 * page);
    bytes(area)[0] = 1;
    bytes(area)[2 * page] = 1;
    int disposition = -1, references = -1;
    test.equal(mach_vm_page_query(self(), area, &disposition, &references), KERN_SUCCESS);
    test.check((disposition & VM_PAGE_QUERY_PAGE_PRESENT) != 0, "a page that was touched");
    test.check((disposition & VM_PAGE_QUERY_PAGE_DIRTY) != 0, "a page that was written");
    test.equal(references, 1);
    test.equal(mach_vm_page_query(self(), area + page, &disposition, &references), KERN_SUCCESS);
    test.equal(disposition, 0);
    test.equal(mach_vm_behavior_set(self(), area, 4 * page, 99), KERN_INVALID_ARGUMENT);
    test.equal(mach_vm_behavior_set(self(), area, 4 * page, VM_BEHAVIOR_RANDOM), KERN_SUCCESS);
    test.equal(bytes(area)[2 * page], 1);
    test.equal(mach_vm_behavior_set(self(), area + 2 * page, page, VM_BEHAVIOR_FREE), KERN_SUCCESS);
    test.equal(mach_vm_page_query(self(), area + 2 * page, &disposition, &references),
               KERN_SUCCESS);
    test.equal(disposition, 0);
    test.equal(bytes(area)[2 * page], 0);
    test.equal(bytes(area)[0], 1);
    vm_machine_attribute_val_t value = MATTR_VAL_CACHE_SYNC;
    test.equal(mach_vm_machine_attribute(self(), area, page, MATTR_CACHE, &value), KERN_SUCCESS);
    test.equal(mach_vm_machine_attribute(self(), area, page, 99, &value), KERN_NOT_SUPPORTED);
    value = 99;
    test.equal(mach_vm_machine_attribute(self(), area, page, MATTR_CACHE, &value),
               KERN_INVALID_ARGUMENT);
    // A hole, which msync minds only when asked to.
    test.equal(mach_vm_deallocate(self(), area + page, page), KERN_SUCCESS);
    test.equal(mach_vm_msync(self(), area, 4 * page, VM_SYNC_SYNCHRONOUS), KERN_SUCCESS);
    test.equal(mach_vm_msync(self(), area, 4 * page, VM_SYNC_SYNCHRONOUS | VM_SYNC_CONTIGUOUS),
               KERN_INVALID_ADDRESS);
    value = MATTR_VAL_CACHE_SYNC;
    test.equal(mach_vm_machine_attribute(self(), area, 4 * page, MATTR_CACHE, &value),
               KERN_INVALID_ADDRESS);
    test.equal(mach_vm_behavior_set(self(), area, 4 * page, VM_BEHAVIOR_FREE),
               KERN_INVALID_ADDRESS);
    test.equal(mach_vm_page_query(self(), area + page, &disposition, &references),
               KERN_INVALID_ADDRESS);
    test.equal(mach_vm_deallocate(self(), area, 4 * page), KERN_SUCCESS);
}

/// Wired pages are there at once, and stay when their contents are said to be of no use.
void wiring() {
    const mach_port_t control = server::granted("host_priv");
    const mach_vm_address_t area = memory(3 * page);
    test.check(
        mach_vm_wire(mach_host_self(), self(), area, page, VM_PROT_READ) == KERN_INVALID_HOST,
        "the name port may not");
    test.equal(mach_vm_wire(control, self(), area, 2 * page, 0x100), KERN_INVALID_ARGUMENT);
    test.check(mach_vm_wire(control, self(), area, page, VM_PROT_NONE) != KERN_SUCCESS,
               "what is not wired");
    test.equal(mach_vm_wire(control, self(), area, 2 * page, VM_PROT_READ | VM_PROT_WRITE),
               KERN_SUCCESS);
    int disposition = 0, references = 0;
    test.equal(mach_vm_page_query(self(), area + page, &disposition, &references), KERN_SUCCESS);
    test.check((disposition & VM_PAGE_QUERY_PAGE_PRESENT) != 0, "a wired page");
    bytes(area)[page] = 9;
    test.equal(mach_vm_behavior_set(self(), area, 3 * page, VM_BEHAVIOR_FREE), KERN_SUCCESS);
    test.equal(bytes(area)[page], 9);
    mach_vm_address_t at = area;
    mach_vm_size_t size = 0;
    vm_region_basic_info_data_64_t info{};
    mach_msg_type_number_t count = VM_REGION_BASIC_INFO_COUNT_64;
    mach_port_t name = MACH_PORT_NULL;
    test.equal(mach_vm_region(self(), &at, &size, VM_REGION_BASIC_INFO_64,
                              reinterpret_cast<vm_region_info_t>(&info), &count, &name),
               KERN_SUCCESS);
    test.equal(info.user_wired_count, 1);
    test.equal(static_cast<long long>(size), 2 * page);
    test.equal(mach_vm_wire(control, self(), area, 2 * page, VM_PROT_NONE), KERN_SUCCESS);
    test.check(mach_vm_wire(control, self(), area, page, VM_PROT_NONE) != KERN_SUCCESS,
               "unwired twice");
    test.equal(mach_vm_deallocate(self(), area, 3 * page), KERN_SUCCESS);
    test.check(mach_vm_wire(control, self(), area, page, VM_PROT_READ) != KERN_SUCCESS,
               "what is not there");
}

/// Once the kernel has had a moment to free what is dead.
uint32_t free_pages() {
    (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 20);
    vm_statistics_data_t statistics;
    test.equal(vm_statistics(self(), &statistics), KERN_SUCCESS);
    return statistics.free_count;
}

/// Much memory, in ways that make and drop shadows, many times: nothing may be left over.
void no_page_is_lost() {
    constexpr mach_vm_size_t size = 256 * page;
    uint32_t before = 0;
    for (int round = 0; round < 12; ++round) {
        if (round == 2) before = free_pages();
        const mach_vm_address_t area = memory(size);
        for (mach_vm_size_t i = 0; i < size; i += page) bytes(area)[i] = 1;
        vm_offset_t data = 0;
        mach_msg_type_number_t count = 0;
        test.equal(mach_vm_read(self(), area, size, &data, &count), KERN_SUCCESS);
        for (mach_vm_size_t i = 0; i < size; i += 2 * page) bytes(area)[i] = 2;
        for (mach_vm_size_t i = 0; i < size; i += 3 * page) bytes(data)[i] = 3;
        test.equal(mach_vm_deallocate(self(), round % 2 ? data : area, size), KERN_SUCCESS);
        test.equal(mach_vm_deallocate(self(), round % 2 ? area : data, size), KERN_SUCCESS);
    }
    uint32_t after = free_pages();
    for (int i = 0; i < 1000 && after + 64 < before; ++i) after = free_pages();
    if (after + 64 < before) test.equal(after, before);
}

}  // namespace

int main() {
    regions();
    copies();
    inheritance();
    objects();
    contents();
    wiring();
    no_page_is_lost();
    test.finish();
}
