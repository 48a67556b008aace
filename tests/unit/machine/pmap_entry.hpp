/// \file
/// Translation table entries of the host architecture: an address with four bits.
#pragma once

#include <cstdint>

#include <mach/vm_types.h>

namespace machine {

enum class memory_type : uint8_t { normal, device, uncached };

struct pte {
    uint64_t raw = 0;

    static constexpr uint64_t present_bit = 1, table_bit = 2, write_bit = 4, execute_bit = 8;

    static constexpr pte make_leaf(uint64_t physical, vm_prot_t protection, memory_type, bool) {
        return {physical | present_bit | (protection & VM_PROT_WRITE ? write_bit : 0) |
                (protection & VM_PROT_EXECUTE ? execute_bit : 0)};
    }
    static constexpr pte make_table(uint64_t physical) {
        return {physical | present_bit | table_bit};
    }
    constexpr bool present() const { return raw & present_bit; }
    constexpr bool is_table() const { return raw & table_bit; }
    constexpr uint64_t address() const { return raw & ~uint64_t{MACH_PAGE_MASK}; }
    constexpr bool writable() const { return raw & write_bit; }
    constexpr bool executable() const { return raw & execute_bit; }
    constexpr bool accessed() const { return present(); }
    constexpr bool dirty() const { return writable(); }
};

}  // namespace machine
