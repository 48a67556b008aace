#include "kept.hpp"

#include <utility>

#include <lib/service.hpp>
#include <mach/mach.h>

namespace {

kept_state own;  ///< when bootstrap has no memory to give

kept_memory *map_granted() {
    const mach_port_t object = server::granted("kept_memory");
    if (object == MACH_PORT_NULL) return nullptr;
    mach_vm_address_t address = 0;
    constexpr vm_prot_t access = VM_PROT_READ | VM_PROT_WRITE;
    const kern_return_t kr =
        mach_vm_map(mach_task_self(), &address, sizeof(kept_memory), 0, VM_FLAGS_ANYWHERE, object,
                    0, 0, access, access, VM_INHERIT_NONE);
    (void)mach_port_deallocate(mach_task_self(), object);
    return kr == KERN_SUCCESS ? reinterpret_cast<kept_memory *>(address) : nullptr;
}

}  // namespace

kept_function *kept_state::find(uint32_t place, uint32_t identity) {
    for (kept_function &k : functions) {
        if (k.place == place + 1 && k.identity == identity) return &k;
        if (k.place != 0) continue;
        k.identity = identity;
        k.place = place + 1;
        return &k;
    }
    return nullptr;
}

kept_memory *kept_whole() {
    static kept_memory *whole = nullptr;
    static bool asked = false;
    if (!std::exchange(asked, true)) whole = map_granted();
    return whole;
}

kept_state &kept() { return kept_whole() ? kept_whole()->state : own; }
