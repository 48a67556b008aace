#include <strace/memory.hpp>

#include <algorithm>

namespace strace {

bool memory::read(uint64_t address, void *to, uint64_t size) const {
    mach_vm_size_t got = 0;
    return mach_vm_read_overwrite(task_, address, size, reinterpret_cast<mach_vm_address_t>(to),
                                  &got) == KERN_SUCCESS &&
           got == size;
}

std::string memory::bytes(uint64_t address, uint64_t size) const {
    std::string all;
    while (size != 0) {
        char piece[256];
        const uint64_t page_end = (address | (MACH_PAGE_SIZE - 1)) + 1;
        const uint64_t part = std::min({size, page_end - address, uint64_t{sizeof piece}});
        if (!read(address, piece, part)) break;
        all.append(piece, part);
        address += part;
        size -= part;
    }
    return all;
}

std::optional<std::string> memory::text(uint64_t address, uint64_t most, bool &whole) const {
    std::string all = bytes(address, most);
    if (all.empty()) return {};
    const auto end = all.find('\0');
    whole = end != all.npos;
    if (whole) all.resize(end);
    return all;
}

}  // namespace strace
