/// \file
/// Translation table entries, stage 1, 4 KiB granule, four levels. Arm ARM (DDI 0487) D8.3.
#pragma once

#include <cstdint>

#include <mach/vm_types.h>
#include <machine/layout.h>

namespace machine {

enum class memory_type : uint8_t {
    normal,    ///< cached RAM
    device,    ///< registers: no gathering, no reordering
    uncached,  ///< RAM shared with a device that does not snoop; frame buffers
};

struct pte {
    static constexpr uint64_t valid = 1u << 0;
    static constexpr uint64_t table_or_page = 1u << 1;
    static constexpr uint64_t user_access = 1u << 6;
    static constexpr uint64_t read_only = 1u << 7;
    static constexpr uint64_t inner_shareable = 3u << 8;
    static constexpr uint64_t access_flag = 1u << 10;
    static constexpr uint64_t not_global = 1u << 11;
    static constexpr uint64_t privileged_execute_never = 1ull << 53;
    static constexpr uint64_t user_execute_never = 1ull << 54;
    static constexpr uint64_t address_mask = 0x0000fffffffff000;

    uint64_t raw = 0;

    /// A 4 KiB page. Reading is always allowed; a writable page counts as dirty from the start,
    /// since not every processor manages dirty state in hardware. User pages are never executable
    /// by the kernel nor the other way round.
    static constexpr pte make_leaf(uint64_t physical, vm_prot_t protection, memory_type type,
                                   bool user) {
        uint64_t raw =
            (physical & address_mask) | valid | table_or_page | access_flag | attribute(type);
        if (!(protection & VM_PROT_WRITE)) raw |= read_only;
        if (user)
            raw |= user_access | not_global | privileged_execute_never;
        else
            raw |= user_execute_never;
        if (!(protection & VM_PROT_EXECUTE))
            raw |= user ? user_execute_never : privileged_execute_never;
        return {raw};
    }
    static constexpr pte make_table(uint64_t physical) {
        return {(physical & address_mask) | valid | table_or_page};
    }
    /// A 2 MiB or 1 GiB block with the attributes of a leaf.
    static constexpr pte make_block(uint64_t physical, vm_prot_t protection, memory_type type) {
        return {make_leaf(physical, protection, type, false).raw & ~table_or_page};
    }

    constexpr bool present() const { return raw & valid; }
    /// Above the last level: is it a table, not a block?
    constexpr bool is_table() const { return (raw & 3) == 3; }
    constexpr uint64_t address() const { return raw & address_mask; }
    constexpr bool writable() const { return !(raw & read_only); }
    constexpr bool executable() const {
        return !(raw & ((raw & user_access) ? user_execute_never : privileged_execute_never));
    }
    constexpr bool accessed() const { return raw & access_flag; }
    constexpr bool dirty() const { return writable(); }

private:
    static constexpr uint64_t attribute(memory_type type) {
        switch (type) {
        case memory_type::device: return MAIR_DEVICE << 2;
        case memory_type::uncached: return MAIR_UNCACHED << 2 | inner_shareable;
        case memory_type::normal: break;
        }
        return MAIR_NORMAL << 2 | inner_shareable;
    }
};
static_assert(sizeof(pte) == 8);

}  // namespace machine
