/// \file
/// Kernel bytes to and from any map, a page at a time, through the direct map.

#include <algorithm>

#include <vm/vm_fault.hpp>
#include <vm/vm_map.hpp>

namespace {

result<> transfer(vm_map &map, uint64_t address, char *buffer, uint64_t size, vm_prot_t access) {
    if (address > MACH_VM_MAX_ADDRESS || size > MACH_VM_MAX_ADDRESS - address)
        return error(KERN_INVALID_ADDRESS);
    while (size != 0) {
        const uint64_t part = std::min<uint64_t>(size, MACH_PAGE_SIZE - (address & MACH_PAGE_MASK));
        TRY(vm_fault_copy(map, address, access, buffer, part));
        address += part;
        buffer += part;
        size -= part;
    }
    return {};
}

}  // namespace

result<> vm_map::read(void *to, uint64_t address, uint64_t size) {
    return transfer(*this, address, static_cast<char *>(to), size, VM_PROT_READ);
}

result<> vm_map::write(uint64_t address, const void *from, uint64_t size) {
    // The buffer is only read from for this access.
    return transfer(*this, address, const_cast<char *>(static_cast<const char *>(from)), size,
                    VM_PROT_WRITE);
}
