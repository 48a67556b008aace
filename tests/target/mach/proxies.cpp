// Restricted rights to memory objects: what their holder can map, and that nothing else can be done
// with them.

#include <mach/mach.h>

#include "mach_test.hpp"

namespace {

mach_test test("proxies");
constexpr mach_vm_size_t page = MACH_PAGE_SIZE, pages = 4;
constexpr vm_prot_t read_only = VM_PROT_READ | VM_PROT_EXECUTE;
task_t self() { return mach_task_self(); }
volatile char *bytes(mach_vm_address_t address) {
    return reinterpret_cast<volatile char *>(address);
}

memory_object_t object = MACH_PORT_NULL;
mach_vm_address_t whole = 0;  ///< the object, mapped by its own right

kern_return_t make(memory_object_t of, uint64_t start, uint64_t size, vm_prot_t most,
                   memory_object_t &proxy) {
    const memory_object_offset_t none = 0;
    return memory_object_create_proxy(self(), most, &of, 1, &none, 1, &start, 1, &size, 1, &proxy);
}

struct wish {
    uint64_t offset = 0, size = page;
    boolean_t copy = 0;
    vm_prot_t now = VM_PROT_READ, most = VM_PROT_READ;
};
kern_return_t map(memory_object_t right, const wish &w, mach_vm_address_t &address) {
    address = 0;
    return mach_vm_map(self(), &address, w.size, 0, VM_FLAGS_ANYWHERE, right, w.offset, w.copy,
                       w.now, w.most, VM_INHERIT_SHARE);
}
void refused(memory_object_t right, const wish &w, kern_return_t why,
             std::source_location at = std::source_location::current()) {
    mach_vm_address_t address = 0;
    test.equal(map(right, w, address), why, at);
}

void arguments() {
    memory_object_t proxy = MACH_PORT_NULL;
    const memory_object_offset_t none = 0, size = page;
    test.equal(memory_object_create_proxy(self(), read_only, &object, 1, &size, 1, &none, 1, &size,
                                          1, &proxy),
               KERN_INVALID_ARGUMENT);
    test.equal(memory_object_create_proxy(self(), read_only, &object, 1, &none, 2, &none, 1, &size,
                                          1, &proxy),
               KERN_INVALID_ARGUMENT);
    test.equal(make(object, 1, page, read_only, proxy), KERN_INVALID_ARGUMENT);
    test.equal(make(object, page, ~uint64_t{0}, read_only, proxy), KERN_INVALID_ARGUMENT);
    test.equal(make(object, ~(page - 1), 2 * page, read_only, proxy), KERN_INVALID_ARGUMENT);
    test.equal(make(object, 0, page, 8, proxy), KERN_INVALID_ARGUMENT);
    test.equal(make(self(), 0, page, read_only, proxy), KERN_INVALID_ARGUMENT);
    test.equal(make(MACH_PORT_NULL, 0, page, read_only, proxy), KERN_INVALID_ARGUMENT);
    test.equal(proxy, MACH_PORT_NULL);
}

/// Protection: of the mapping now, later, and of its copies.
void protection() {
    memory_object_t proxy = MACH_PORT_NULL;
    test.equal(make(object, 0, pages * page, read_only, proxy), KERN_SUCCESS);
    refused(proxy, {.now = VM_PROT_DEFAULT, .most = VM_PROT_ALL}, KERN_PROTECTION_FAILURE);
    refused(proxy, {.most = VM_PROT_DEFAULT}, KERN_PROTECTION_FAILURE);
    refused(proxy, {.most = 8}, KERN_INVALID_ARGUMENT);
    mach_vm_address_t shared = 0, copied = 0, again = 0;
    if (!test.equal(map(proxy, {.most = read_only}, shared), KERN_SUCCESS)) return;
    bytes(whole)[0] = 1;
    test.equal(bytes(shared)[0], 1);
    test.equal(mach_vm_protect(self(), shared, page, 0, VM_PROT_DEFAULT), KERN_PROTECTION_FAILURE);
    test.equal(mach_vm_protect(self(), shared, page, 1, VM_PROT_ALL), KERN_PROTECTION_FAILURE);
    test.equal(mach_vm_write(self(), shared, static_cast<vm_offset_t>(whole), page),
               KERN_PROTECTION_FAILURE);
    vm_prot_t now = 0, most = 0;
    test.equal(mach_vm_remap(self(), &again, page, 0, VM_FLAGS_ANYWHERE, self(), shared, 0, &now,
                             &most, VM_INHERIT_SHARE),
               KERN_SUCCESS);
    test.equal(most, read_only);
    test.equal(mach_vm_deallocate(self(), again, page), KERN_SUCCESS);

    test.equal(map(proxy, {.copy = 1, .now = VM_PROT_DEFAULT, .most = VM_PROT_ALL}, copied),
               KERN_SUCCESS);
    bytes(copied)[0] = 2;
    test.equal(bytes(shared)[0], 1);
    test.equal(mach_port_deallocate(self(), proxy), KERN_SUCCESS);
    bytes(whole)[0] = 3;  // what is mapped stays mapped
    test.equal(bytes(shared)[0], 3);
    test.equal(mach_vm_deallocate(self(), shared, page), KERN_SUCCESS);
    test.equal(mach_vm_deallocate(self(), copied, page), KERN_SUCCESS);

    test.equal(make(object, 0, page, VM_PROT_NONE, proxy), KERN_SUCCESS);
    refused(proxy, {.copy = 1}, KERN_PROTECTION_FAILURE);
    test.equal(mach_port_deallocate(self(), proxy), KERN_SUCCESS);
}

/// A part of the object, and a part of that.
void windows() {
    memory_object_t proxy = MACH_PORT_NULL, inner = MACH_PORT_NULL;
    test.equal(make(object, page, page + 1, VM_PROT_ALL, proxy), KERN_SUCCESS);
    for (unsigned i = 0; i < pages; ++i) bytes(whole)[i * page] = static_cast<char>('0' + i);
    mach_vm_address_t at = 0;
    if (!test.equal(map(proxy, {.size = 2 * page, .now = VM_PROT_DEFAULT, .most = VM_PROT_ALL}, at),
                    KERN_SUCCESS))
        return;
    test.equal(bytes(at)[0], '1');
    test.equal(bytes(at)[page], '2');
    bytes(at)[0] = 'x';
    test.equal(bytes(whole)[page], 'x');
    test.equal(mach_vm_deallocate(self(), at, 2 * page), KERN_SUCCESS);
    refused(proxy, {.size = 2 * page + 1}, KERN_INVALID_ARGUMENT);
    refused(proxy, {.offset = page, .size = 2 * page}, KERN_INVALID_ARGUMENT);
    refused(proxy, {.offset = 3 * page}, KERN_INVALID_ARGUMENT);
    refused(proxy, {.offset = ~(page - 1)}, KERN_INVALID_ARGUMENT);
    refused(proxy, {.offset = page, .copy = 1, .now = VM_PROT_READ, .most = 8},
            KERN_INVALID_ARGUMENT);

    test.equal(make(proxy, page, 2 * page, VM_PROT_ALL, inner), KERN_INVALID_ARGUMENT);
    test.equal(make(proxy, page, page, read_only, inner), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), proxy), KERN_SUCCESS);
    refused(inner, {.now = VM_PROT_DEFAULT, .most = VM_PROT_ALL}, KERN_PROTECTION_FAILURE);
    if (test.equal(map(inner, {}, at), KERN_SUCCESS)) {
        test.equal(bytes(at)[0], '2');
        test.equal(mach_vm_deallocate(self(), at, page), KERN_SUCCESS);
    }
    test.equal(make(inner, 0, page, VM_PROT_ALL, proxy), KERN_SUCCESS);
    refused(proxy, {.now = VM_PROT_DEFAULT, .most = VM_PROT_ALL}, KERN_PROTECTION_FAILURE);
    test.equal(mach_port_deallocate(self(), proxy), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), inner), KERN_SUCCESS);
}

void other_calls() {
    memory_object_t proxy = MACH_PORT_NULL;
    memory_object_size_t size = 0;
    boolean_t ready = 0, caches = 0;
    memory_object_copy_strategy_t strategy = 0;
    test.equal(make(object, 0, page, VM_PROT_ALL, proxy), KERN_SUCCESS);
    test.equal(memory_object_truncate(proxy, 0), KERN_INVALID_ARGUMENT);
    test.equal(memory_object_get_size(proxy, &size), KERN_INVALID_ARGUMENT);
    test.equal(memory_object_get_attributes(proxy, &ready, &caches, &strategy), MIG_BAD_ID);
    test.equal(memory_object_destroy(proxy, KERN_SUCCESS), MIG_BAD_ID);
    test.equal(memory_object_get_size(object, &size), KERN_SUCCESS);
    test.equal(static_cast<long long>(size), pages * page);
    test.equal(mach_port_deallocate(self(), proxy), KERN_SUCCESS);
}

/// The time page is the kernel's: who can ask for it can only read it.
void time_page() {
    memory_object_t time = MACH_PORT_NULL;
    test.equal(host_map_time(mach_host_self(), &time), KERN_SUCCESS);
    refused(time, {.now = VM_PROT_DEFAULT, .most = VM_PROT_DEFAULT}, KERN_PROTECTION_FAILURE);
    refused(time, {.most = VM_PROT_ALL}, KERN_PROTECTION_FAILURE);
    mach_vm_address_t at = 0;
    if (test.equal(map(time, {}, at), KERN_SUCCESS))
        test.equal(mach_vm_deallocate(self(), at, page), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), time), KERN_SUCCESS);
}

uint32_t free_pages() {
    vm_statistics_data_t statistics{};
    test.equal(vm_statistics(self(), &statistics), KERN_SUCCESS);
    return statistics.free_count;
}

/// A proxy keeps its object, and its end ends that.
void lifetime() {
    constexpr mach_vm_size_t size = 1024 * page;
    memory_object_t big = MACH_PORT_NULL, proxy = MACH_PORT_NULL;
    const uint32_t before = free_pages();
    test.equal(memory_object_create(mach_host_self(), size, &big), KERN_SUCCESS);
    test.equal(make(big, 0, size, VM_PROT_ALL, proxy), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), big), KERN_SUCCESS);
    const wish all{.size = size, .now = VM_PROT_DEFAULT, .most = VM_PROT_ALL};
    mach_vm_address_t at = 0;
    if (!test.equal(map(proxy, all, at), KERN_SUCCESS)) return;
    for (mach_vm_size_t i = 0; i < size; i += page) bytes(at)[i] = 7;
    test.equal(mach_vm_deallocate(self(), at, size), KERN_SUCCESS);
    test.check(free_pages() + size / page / 2 < before, "the object is kept");
    if (!test.equal(map(proxy, all, at), KERN_SUCCESS)) return;
    test.equal(bytes(at)[size - page], 7);
    test.equal(mach_vm_deallocate(self(), at, size), KERN_SUCCESS);
    test.equal(mach_port_deallocate(self(), proxy), KERN_SUCCESS);
    for (int i = 0; i < 100'000 && free_pages() + 64 < before; ++i)
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_DEPRESS, 1);
    test.check(free_pages() + 64 >= before, "the object is gone with the proxy");
}

}  // namespace

int main() {
    test.equal(memory_object_create(mach_host_self(), pages * page, &object), KERN_SUCCESS);
    test.equal(mach_vm_map(self(), &whole, pages * page, 0, VM_FLAGS_ANYWHERE, object, 0, 0,
                           VM_PROT_DEFAULT, VM_PROT_ALL, VM_INHERIT_NONE),
               KERN_SUCCESS);
    arguments();
    protection();
    windows();
    other_calls();
    time_page();
    lifetime();
    test.finish();
}
