#include <sysv/shared_segment.hpp>

namespace process_server {

namespace {
constexpr uint64_t page = 4096;
}

std::unique_ptr<shared_segment> shared_segment::create(uint64_t size) {
    auto made = std::make_unique<shared_segment>();
    made->size = size;
    if (memory_object_create(mach_host_self(), made->pages() * page, &made->object_) !=
        KERN_SUCCESS)
        return nullptr;
    return made;
}

shared_segment::~shared_segment() {
    for (const mach_port_t right : {object_, rights_[0], rights_[1]})
        if (right != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), right);
}

mach_port_t shared_segment::right(bool writable) {
    mach_port_t &right = rights_[writable];
    const vm_prot_t most = writable ? VM_PROT_ALL : VM_PROT_READ | VM_PROT_EXECUTE;
    const memory_object_offset_t start = 0;
    const memory_object_size_t whole = pages() * page;
    if (right == MACH_PORT_NULL &&
        memory_object_create_proxy(mach_task_self(), most, &object_, 1, &start, 1, &start, 1,
                                   &whole, 1, &right) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    return right;
}

uint64_t shared_segment::pages() const { return size / page + (size % page != 0); }

}  // namespace process_server
