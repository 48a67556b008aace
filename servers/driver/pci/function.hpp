/// \file
/// One PCI function, by its configuration space (PCI Local Bus Specification 3.0, chapter 6).
#pragma once

#include <cstdint>

struct kept_function;

class function {
public:
    static constexpr unsigned bar_count = 6;
    static constexpr uint32_t config_size = 4096;

    function(volatile uint8_t *config, uint8_t slot) : config_(config), slot_(slot) {}

    uint32_t read(uint32_t offset) const { return word(offset); }
    uint16_t vendor() const { return static_cast<uint16_t>(word(0)); }
    uint16_t device() const { return static_cast<uint16_t>(word(0) >> 16); }
    bool multiple() const { return (word(0x0c) >> 16 & 0x80) != 0; }
    /// The bus behind a bridge, 0 for other functions.
    uint8_t bus_behind() const {
        return (word(0x0c) >> 16 & 0x7f) == 1 ? static_cast<uint8_t>(word(0x18) >> 8) : 0;
    }
    uint8_t slot() const { return slot_; }
    /// 1 to 4, 0: no wire.
    uint32_t pin() const { return word(0x3c) >> 8 & 0xff; }

    struct region {
        uint64_t address, size;  ///< bytes; size 0: there is none
    };
    /// A memory region, as a server before has left word in `k`, or by looking. A region without a
    /// place gets one from `window`.
    region bar(unsigned index, kept_function &k, uint64_t &window, uint64_t window_end);
    /// Puts back the address that a server was looking at when it ended.
    void restore(kept_function &k);
    /// Answers on the bus, and is a master of it.
    void enable();
    /// Is no master of the bus, and interrupts nobody; answers all the same.
    void quiet();

    bool answers() const;  ///< to accesses to its memory regions

    /// Offset of the first such capability, or of the next one behind `behind`; 0: there is none.
    uint32_t capability(uint8_t id, uint32_t behind = 0) const;
    /// Entry 0 of the MSI-X table, in a mapping of `table`.
    void set_msi_x(volatile uint32_t *table, uint64_t address, uint32_t data);
    void disable_msi_x();

private:
    bool is_upper_half(unsigned index) const;
    region look(unsigned index, kept_function &k, uint64_t &window, uint64_t window_end);
    void set_address(unsigned index, uint32_t low, uint32_t high);
    volatile uint32_t &word(uint32_t offset) const {
        return *reinterpret_cast<volatile uint32_t *>(config_ + (offset & (config_size - 4)));
    }

    volatile uint8_t *config_;
    uint8_t slot_;
};

inline constexpr uint8_t capability_msi_x = 0x11;
