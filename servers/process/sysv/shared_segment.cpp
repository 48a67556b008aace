#include <sysv/shared_segment.hpp>

namespace process_server {

namespace {
constexpr uint64_t page = 4096;
}

std::unique_ptr<shared_segment> shared_segment::create(uint64_t size) {
    auto made = std::make_unique<shared_segment>();
    made->size = size;
    if (memory_object_create(mach_host_self(), made->pages() * page, &made->object) != KERN_SUCCESS)
        return nullptr;
    return made;
}

shared_segment::~shared_segment() {
    if (object != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), object);
}

uint64_t shared_segment::pages() const { return size / page + (size % page != 0); }

}  // namespace process_server
