/// \file
/// What the kernel itself needs to know of a device tree: memory, processors, the interrupt
/// controller, the timer, the first serial port and the clock. User-space drivers read the tree
/// again for the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <chip/fdt.hpp>

struct fdt_platform {
    struct range {
        uint64_t address = 0, size = 0;
    };
    /// A bounded list; what does not fit is counted, not kept.
    template <class T, std::size_t N>
    struct list {
        T items[N] = {};
        std::size_t count = 0, dropped = 0;
        void add(const T &item) {
            if (count < N)
                items[count++] = item;
            else
                dropped++;
        }
        std::span<const T> span() const { return {items, count}; }
    };
    enum class gic_kind : uint8_t { none, v2, v3 };
    enum class psci_conduit : uint8_t { none, hvc, smc };

    list<range, 16> memory;
    list<range, 32> reserved;  ///< reservation block and /reserved-memory
    list<uint64_t, 8> cpus;    ///< MPIDR affinity, in tree order
    psci_conduit psci = psci_conduit::none;

    gic_kind gic = gic_kind::none;
    range distributor;
    list<range, 4> gic_cpu;  ///< v2: the processor interface; v3: redistributor regions
    range msi_frame;         ///< GICv2m, size 0 if none

    range uart;  ///< PL011, size 0 if none
    unsigned uart_interrupt = 0;
    unsigned timer_interrupt = 0;  ///< virtual timer's INTID; 0 if none

    range initrd;
    std::string_view command_line;           ///< borrows the tree
    std::span<const std::byte> random_seed;  ///< likewise; for any use
    std::span<const std::byte> layout_seed;  ///< likewise; for the kernel's own addresses

    /// Reads the whole tree. False if it is malformed; what came before the damage has been taken.
    bool read(const fdt &tree);
};
