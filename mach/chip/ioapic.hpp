/// \file
/// I/O APIC. Intel 82093AA data sheet, chapter 3.
#pragma once

#include <cstdint>

#include <chip/mmio.hpp>

/// Callers serialise accesses: the registers are reached through an index.
class io_apic {
public:
    struct mode {
        bool level, active_low;
    };
    /// Masks all inputs. \param first_line global system interrupt of input 0.
    void init(void *registers, unsigned first_line);
    bool has(unsigned line) const { return line - first_line_ < input_count_; }

    /// Sends `line` as `vector` to the processor with APIC id `target`; masked.
    void route(unsigned line, uint8_t vector, uint32_t target, mode how);
    void mask(unsigned line);
    void unmask(unsigned line);

private:
    uint32_t read(uint32_t index) const;
    void write(uint32_t index, uint32_t value) const;
    uint32_t entry(unsigned line) const;

    mmio registers_;
    unsigned first_line_ = 0, input_count_ = 0;
};
