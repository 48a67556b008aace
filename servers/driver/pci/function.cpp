#include "function.hpp"

#include <atomic>

#include "kept.hpp"

namespace {

constexpr uint32_t command = 0x04, first_bar = 0x10, capabilities = 0x34;
constexpr uint32_t command_memory = 1 << 1, command_master = 1 << 2;
constexpr uint32_t status_capabilities = 1 << 20;
constexpr uint32_t bar_io = 1, bar_wide = 4, bar_flags = 0xf;
constexpr uint32_t msi_x_enable = 1u << 31, msi_x_mask_all = 1u << 30;

/// Another server may go on from the memory as it is here.
void settle() { std::atomic_signal_fence(std::memory_order_seq_cst); }

}  // namespace

/// The upper half of a 64-bit register is none of its own.
bool function::is_upper_half(unsigned index) const {
    for (unsigned i = 0; i < index; ++i) {
        const uint32_t flags = word(first_bar + i * 4) & bar_flags;
        if ((flags & bar_io) || (flags & 6) != bar_wide) continue;
        if (++i == index) return true;
    }
    return false;
}

function::region function::bar(unsigned index, kept_function &k, uint64_t &window,
                               uint64_t window_end) {
    if (index >= bar_count) return {0, 0};
    if (k.known >> index & 1) return k.regions[index];
    k.regions[index] = look(index, k, window, window_end);
    settle();
    k.known |= 1u << index;
    return k.regions[index];
}

void function::set_address(unsigned index, uint32_t low, uint32_t high) {
    volatile uint32_t &first = word(first_bar + index * 4);
    const bool wide = (first & 6) == bar_wide && index + 1 < bar_count;
    first = low;
    if (wide) word(first_bar + (index + 1) * 4) = high;
}

void function::restore(kept_function &k) {
    if (k.looking == 0) return;
    set_address(k.looking - 1, k.low, k.high);
    word(command) = k.commands;
    settle();
    k.looking = 0;
}

/// The register tells the size by the bits that cannot be written. It holds no address meanwhile.
function::region function::look(unsigned index, kept_function &k, uint64_t &window,
                                uint64_t window_end) {
    if (is_upper_half(index)) return {0, 0};
    volatile uint32_t &low = word(first_bar + index * 4);
    const uint32_t flags = low & bar_flags;
    if (flags & bar_io) return {0, 0};
    const bool wide = (flags & 6) == bar_wide && index + 1 < bar_count;
    volatile uint32_t &high = word(first_bar + (wide ? index + 1 : index) * 4);
    uint64_t address = low & ~bar_flags;
    if (wide) address |= uint64_t{high} << 32;
    k.low = static_cast<uint32_t>(address);
    k.high = static_cast<uint32_t>(address >> 32);
    k.commands = word(command) & 0xffff;
    settle();
    k.looking = index + 1;
    settle();
    word(command) = k.commands & ~(command_memory | command_master);
    low = ~0u;
    uint64_t mask = low & ~bar_flags;
    if (wide) {
        high = ~0u;
        mask |= uint64_t{high} << 32;
    } else if (mask) {
        mask |= uint64_t{0xffffffff} << 32;
    }
    const uint64_t size = ~mask + 1;
    if (mask && address == 0 && size <= window_end - window) {
        address = (window + size - 1) & ~(size - 1);
        if (address + size > window_end)
            address = 0;
        else
            window = address + size;
    }
    k.low = static_cast<uint32_t>(address);
    k.high = static_cast<uint32_t>(address >> 32);
    settle();
    restore(k);
    return mask && address ? region{address, size} : region{0, 0};
}

void function::enable() {
    word(command) = (word(command) & 0xffff) | command_memory | command_master;
}

/// The device stays at its place on the bus: other drivers use theirs on other processors just now,
/// and QEMU 7.2 lets a store of theirs go astray while places change.
void function::quiet() {
    word(command) = word(command) & 0xffff & ~command_master;
    disable_msi_x();
}

bool function::answers() const { return (word(command) & command_memory) != 0; }

uint32_t function::capability(uint8_t id, uint32_t behind) const {
    if ((word(command) & status_capabilities) == 0) return 0;
    uint32_t at = behind ? word(behind) >> 8 & 0xfc : word(capabilities) & 0xfc;
    // A list that leads back into itself ends, too: there is no room for more.
    for (unsigned count = 0; at >= 0x40 && at != behind && count < 48; ++count) {
        const uint32_t head = word(at);
        if ((head & 0xff) == id) return at;
        at = head >> 8 & 0xfc;
    }
    return 0;
}

void function::set_msi_x(volatile uint32_t *table, uint64_t address, uint32_t data) {
    volatile uint32_t &control = word(capability(capability_msi_x));
    control = (control & 0xffff) | msi_x_enable | msi_x_mask_all;
    table[0] = static_cast<uint32_t>(address);
    table[1] = static_cast<uint32_t>(address >> 32);
    table[2] = data;
    table[3] = 0;
    control = (control & ~msi_x_mask_all) | msi_x_enable;
}

void function::disable_msi_x() {
    if (const uint32_t at = capability(capability_msi_x)) word(at) = word(at) & ~msi_x_enable;
}
