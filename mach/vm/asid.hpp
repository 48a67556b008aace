/// \file
/// Address space identifiers. An identifier carries the set of processors whose TLBs may still hold
/// translations of its last owner: the next owner flushes each of them at its first activation
/// there, so that giving one back costs no shoot-down.
#pragma once

#include <cstdint>

#include <machine/cpu.hpp>

/// 0: none left. Such a space flushes the TLB at each activation.
struct asid_grant {
    uint16_t asid;
    machine::cpu_mask stale;  ///< processors that must flush it before use
};
[[nodiscard]] asid_grant asid_allocate();
/// \param cached processors that may hold translations under `asid`
void asid_free(uint16_t asid, machine::cpu_mask cached);
