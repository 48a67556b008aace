/// \file
/// Power State Coordination Interface (Arm DEN 0022) version 0.2 and up: processors and the system
/// on and off, by firmware calls in the SMC Calling Convention (DEN 0028).
#pragma once

#include <cstdint>

class psci {
public:
    enum class conduit : uint8_t { none, hvc, smc };

    explicit constexpr psci(conduit by) : by_(by) {}
    /// Starts the processor `affinity` (MPIDR) at physical address `entry`, MMU off, with x0 =
    /// `context`. False if firmware refuses.
    bool cpu_on(uint64_t affinity, uint64_t entry, uint64_t context) const;
    /// Return only when firmware does not do it.
    void system_off() const;
    void system_reset() const;

private:
    int32_t call(uint32_t function, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0) const;
    conduit by_;
};
