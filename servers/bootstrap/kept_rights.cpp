#include "kept_rights.hpp"

namespace {
void drop(mach_port_t right) { (void)mach_port_deallocate(mach_task_self(), right); }
}  // namespace

kept_rights::~kept_rights() {
    for (const auto &[number, right] : rights_) drop(right);
}

kern_return_t kept_rights::keep(uint32_t number, mach_port_t right) {
    if (!MACH_PORT_VALID(right)) return KERN_INVALID_RIGHT;
    if (rights_.size() >= rights_max) {
        drop(right);
        return KERN_RESOURCE_SHORTAGE;
    }
    rights_.emplace(number, right);
    return KERN_SUCCESS;
}

void kept_rights::let_go(uint32_t number) {
    const auto [begin, end] = rights_.equal_range(number);
    for (auto at = begin; at != end; ++at) drop(at->second);
    rights_.erase(begin, end);
}
