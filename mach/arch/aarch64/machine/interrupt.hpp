/// \file
/// Device interrupts. Lines are INTIDs: of shared peripheral interrupts (32 to 1019), and of LPIs
/// (8192 and up), which the PCI server sets up and which are never masked. A shared line that was
/// taken stays active, and so quiet, until interrupt_end. Those of the MSI frame are
/// edge-triggered: what comes meanwhile is remembered. The others stay as firmware and reset have
/// left them (level).
#pragma once

#include <cstdint>

#include <kern/result.hpp>

namespace machine {

/// Lines are 0 to line_count - 1; what the controller lacks gives KERN_INVALID_ARGUMENT.
inline constexpr unsigned line_count = 16384;

/// Configures a line (to the boot processor) and unmasks it.
[[nodiscard]] result<> interrupt_enable(unsigned line);
/// \pre a line that interrupt_enable accepted.
void interrupt_mask(unsigned line);
void interrupt_unmask(unsigned line);
/// The taken interrupt is done with: the line may interrupt again. Any processor.
void interrupt_end(unsigned line);

/// Serves what is pending, with a null frame as wait_for_interrupt does.
void let_interrupts_in();

struct msi_message {
    uint64_t address;
    uint32_t data;
    unsigned line;
};
/// A message-signalled interrupt; KERN_NOT_SUPPORTED without an MSI frame, KERN_RESOURCE_SHORTAGE
/// when all are taken.
[[nodiscard]] result<msi_message> msi_allocate();

}  // namespace machine
