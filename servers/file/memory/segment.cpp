#include <memory/segment.hpp>

#include <algorithm>
#include <bit>

#include <lib/memory_size.hpp>
#include <mach/mach.h>

namespace memory {

namespace {

/// First size of a mapping: address space only, which costs nothing until it is touched.
constexpr uint64_t mapping_min = 64 * 1024;

constexpr uint64_t whole_pages(uint64_t bytes) {
    return (bytes + segment::page - 1) & ~(segment::page - 1);
}

void unmap(char *data, uint64_t size) {
    if (data)
        (void)mach_vm_deallocate(mach_task_self(), reinterpret_cast<mach_vm_address_t>(data), size);
}

}  // namespace

vfs::outcome<> segment::create() {
    mach_port_t object = MACH_PORT_NULL;
    if (memory_object_create(mach_host_self(), mapping_min, &object) != KERN_SUCCESS)
        return vfs::fail(ENOMEM);
    handle_ = object;
    size_ = mapping_min;
    return {};
}

bool segment::resize(uint64_t bytes) {
    if (memory_object_truncate(handle_, bytes) != KERN_SUCCESS) return false;
    size_ = bytes;
    return true;
}

vfs::outcome<> segment::reserve(uint64_t bytes) {
    const uint64_t room = std::bit_ceil(std::max(bytes, mapping_min));
    if (bytes > size_ && !resize(exact_ ? whole_pages(bytes) : room)) return vfs::fail(ENOMEM);
    if (bytes <= mapped_) return {};
    mach_vm_address_t address = 0;
    if (mach_vm_map(mach_task_self(), &address, room, 0, VM_FLAGS_ANYWHERE, handle_, 0, 0,
                    VM_PROT_DEFAULT, VM_PROT_DEFAULT, VM_INHERIT_NONE) != KERN_SUCCESS)
        return vfs::fail(ENOMEM);
    unmap(data_, mapped_);
    data_ = reinterpret_cast<char *>(address);
    mapped_ = room;
    return {};
}

void segment::discard_from(uint64_t from) {
    if (from < size_) (void)resize(from);
}

void segment::discard(uint64_t from, uint64_t to) {
    (void)memory_object_discard(handle_, from, to - from);
}

void segment::keep_exact(uint64_t bytes) {
    exact_ = true;
    if (whole_pages(bytes) != size_) (void)resize(whole_pages(bytes));
}

void segment::reset() {
    shares_.drop();
    unmap(data_, mapped_);
    if (handle_) (void)mach_port_deallocate(mach_task_self(), handle_);
    data_ = nullptr;
    size_ = mapped_ = 0;
    handle_ = 0;
    exact_ = false;
}

uint64_t physical_memory() { return server::memory_size(); }

}  // namespace memory
