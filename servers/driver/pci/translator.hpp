/// \file
/// The Interrupt Translation Service (ITS) of a GICv3, which turns a device's message into an
/// interrupt of the kind called LPI. Arm GIC Architecture Specification (IHI 0069) 5, 6, 12. The
/// kernel takes LPIs as lines from `first_line` on; which message becomes which is decided here.
///
/// What the hardware knows is not forgotten when this server ends. The next one finds it by the
/// registers, which name the tables.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

/// What the hardware reads and writes: physically contiguous, never moved, never given back.
struct translation_tables {
    static constexpr unsigned functions_max = 64;

    struct alignas(0x1000) {
        uint64_t words[512];
    } commands;                                   ///< a ring of four words each
    alignas(0x1000) uint8_t configuration[8192];  ///< of each LPI: priority, group, enable
    alignas(0x1000) uint8_t collections[0x1000];
    alignas(256) uint8_t translations[functions_max][256];  ///< of each function
    alignas(0x1000) uint8_t devices[0x4000];  ///< by identity: where its translations are
};

class translator {
public:
    static constexpr unsigned first_line = 8192;

    struct registers {
        volatile uint8_t *at = nullptr;
        uint64_t physical = 0, size = 0;
    };
    struct message {
        uint64_t address;
        uint32_t data;
        unsigned line;
    };

    /// \param physical of `tables`; \param pending physical address of a page at a 64 KiB boundary
    translator(registers service, registers redistributors, translation_tables &tables,
               uint64_t physical, uint64_t pending)
        : service_(service),
          redistributors_(redistributors),
          tables_(tables),
          physical_(physical),
          pending_(pending) {}

    /// Puts the tables to use, unless a server before has. \return false when the hardware is
    /// of another kind, or uses tables of somebody else's.
    bool start();
    /// The message of a device, by its identity and its index below functions_max. None when the
    /// tables have no room for that identity, or the hardware does not go on.
    std::optional<message> map(unsigned index, uint32_t device);

private:
    using command = std::array<uint64_t, 4>;

    uint64_t physical_of(const void *part) const {
        return physical_ + static_cast<uint64_t>(static_cast<const uint8_t *>(part) -
                                                 reinterpret_cast<const uint8_t *>(&tables_));
    }
    bool find_redistributor();
    bool start_interrupts() const;
    bool start_service();
    bool set_table(unsigned index, bool running);
    bool run(const command &c) const;
    bool finish() const;

    registers service_, redistributors_;
    translation_tables &tables_;
    uint64_t physical_, pending_;
    volatile uint8_t *redistributor_ = nullptr;  ///< of the processor that takes the interrupts
    uint64_t target_ = 0;                        ///< and its name in commands
    uint64_t devices_ = 0;                       ///< identities below have room
};
