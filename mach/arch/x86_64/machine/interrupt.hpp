/// \file
/// Device interrupts. Lines below first_msi_line are global system interrupts (I/O APIC inputs);
/// the others are message-signalled. A level-triggered line that was taken is quiet until
/// interrupt_end; an edge-triggered or message-signalled one may come again before that, so that
/// its taker must count on it.
#pragma once

#include <cstdint>

#include <kern/result.hpp>
#include <machine/layout.h>

namespace machine {

/// Lines are 0 to line_count - 1; what the machine lacks gives KERN_INVALID_ARGUMENT.
inline constexpr unsigned line_count = VECTOR_DEVICE_LAST - VECTOR_DEVICE_FIRST + 1;
inline constexpr unsigned first_msi_line = 96;

/// Routes a line to the boot processor with its trigger mode (ISA lines: edge; others: level,
/// active low; or what the firmware's overrides say) and unmasks it. Of a message-signalled line,
/// checks that it is allocated.
[[nodiscard]] result<> interrupt_enable(unsigned line);
/// \pre a line that interrupt_enable accepted. A message-signalled line is masked at its device
/// only.
void interrupt_mask(unsigned line);
void interrupt_unmask(unsigned line);
/// The taken interrupt is done with: the line may interrupt again. Any processor.
void interrupt_end(unsigned line);
/// The line on which legacy ISA interrupt `irq` (0 to 15) arrives.
unsigned isa_line(unsigned irq);

/// Serves what is pending, with a null frame as wait_for_interrupt does.
void let_interrupts_in();

struct msi_message {
    uint64_t address;
    uint32_t data;
    unsigned line;
};
/// A message-signalled interrupt; KERN_RESOURCE_SHORTAGE when all are taken.
[[nodiscard]] result<msi_message> msi_allocate();

}  // namespace machine
