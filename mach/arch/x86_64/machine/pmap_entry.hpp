/// \file
/// Page table entries: four levels, 4 KiB pages. Intel SDM 3A 4.5.
#pragma once

#include <cstdint>

#include <mach/vm_types.h>
#include <machine/layout.h>

namespace machine {

enum class memory_type : uint8_t {
    normal,    ///< write-back
    device,    ///< uncached registers
    uncached,  ///< write-combining: frame buffers, RAM shared with a device that does not snoop
};

struct pte {
    static constexpr uint64_t present_bit = 1u << 0;
    static constexpr uint64_t writable_bit = 1u << 1;
    static constexpr uint64_t user_bit = 1u << 2;
    static constexpr uint64_t write_through = 1u << 3;  ///< PAT index bit 0
    static constexpr uint64_t cache_disable = 1u << 4;  ///< PAT index bit 1
    static constexpr uint64_t accessed_bit = 1u << 5;
    static constexpr uint64_t dirty_bit = 1u << 6;
    static constexpr uint64_t large_bit = 1u << 7;
    static constexpr uint64_t global_bit = 1u << 8;
    static constexpr uint64_t no_execute = 1ull << 63;
    static constexpr uint64_t address_mask = 0x000ffffffffff000;

    uint64_t raw = 0;

    /// A 4 KiB page. Reading is always allowed. Accessed and, if writable, dirty from the start:
    /// the processor would else walk the table a second time to set them.
    static constexpr pte make_leaf(uint64_t physical, vm_prot_t protection, memory_type type,
                                   bool user) {
        uint64_t raw = (physical & address_mask) | present_bit | accessed_bit | attribute(type);
        if (protection & VM_PROT_WRITE) raw |= writable_bit | dirty_bit;
        if (!(protection & VM_PROT_EXECUTE)) raw |= no_execute;
        return {raw | (user ? user_bit : global_bit)};
    }
    /// What it leads to decides on access.
    static constexpr pte make_table(uint64_t physical) {
        return {(physical & address_mask) | present_bit | writable_bit | user_bit | accessed_bit};
    }
    /// A 2 MiB or 1 GiB page with the attributes of a kernel leaf.
    static constexpr pte make_block(uint64_t physical, vm_prot_t protection, memory_type type) {
        return {make_leaf(physical, protection, type, false).raw | large_bit};
    }

    constexpr bool present() const { return raw & present_bit; }
    /// Above the last level: is it a table, not a large page?
    constexpr bool is_table() const { return (raw & (present_bit | large_bit)) == present_bit; }
    constexpr uint64_t address() const { return raw & address_mask; }
    constexpr bool writable() const { return raw & writable_bit; }
    constexpr bool executable() const { return !(raw & no_execute); }
    constexpr bool accessed() const { return raw & accessed_bit; }
    constexpr bool dirty() const { return raw & dirty_bit; }

private:
    /// Indices into the page attribute table as cpu_init writes it: 0 write-back, 1
    /// write-combining, 3 uncached.
    static constexpr uint64_t attribute(memory_type type) {
        switch (type) {
        case memory_type::device: return write_through | cache_disable;
        case memory_type::uncached: return write_through;
        case memory_type::normal: break;
        }
        return 0;
    }
};
static_assert(sizeof(pte) == 8);

}  // namespace machine
