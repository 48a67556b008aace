/// \file
#include <chip/psci.hpp>

namespace {
constexpr uint32_t SYSTEM_OFF = 0x84000008, SYSTEM_RESET = 0x84000009, CPU_ON_64 = 0xc4000003;
constexpr int32_t NOT_SUPPORTED = -1;
}  // namespace

int32_t psci::call(uint32_t function, uint64_t a, uint64_t b, uint64_t c) const {
    register uint64_t x0 asm("x0") = function;
    register uint64_t x1 asm("x1") = a;
    register uint64_t x2 asm("x2") = b;
    register uint64_t x3 asm("x3") = c;
    if (by_ == conduit::none) return NOT_SUPPORTED;
    // One statement for both, so that the list of registers that firmware may change stands once.
    asm volatile("cbnz %w4, 1f; hvc #0; b 2f; 1: smc #0; 2:"
                 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
                 : "r"(by_ == conduit::smc)
                 : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
                   "x16", "x17", "memory");
    return static_cast<int32_t>(x0);
}

bool psci::cpu_on(uint64_t affinity, uint64_t entry, uint64_t context) const {
    return call(CPU_ON_64, affinity, entry, context) == 0;
}

void psci::system_off() const { call(SYSTEM_OFF); }

void psci::system_reset() const { call(SYSTEM_RESET); }
