#include "descriptors.hpp"

#include <kern/processor.hpp>
#include <machine/layout.h>

extern "C" char machine_vectors[], machine_entry_nmi[], machine_entry_double_fault[],
    machine_entry_machine_check[];

namespace machine {
namespace {

constexpr uint64_t kernel_code = 0x00af9b000000ffff, kernel_data = 0x00cf93000000ffff;
constexpr uint64_t user_code = 0x00affb000000ffff, user_data = 0x00cff3000000ffff;

struct gate {
    uint64_t low, high;
};
/// At even addresses, since there are no relocations of others.
struct [[gnu::packed, gnu::aligned(2)]] table_pointer {
    uint16_t limit;
    uint64_t base;
};
struct processor_tables {
    alignas(16) uint64_t segments[7];
    alignas(16) task_state tss;
};

constinit processor_tables tables[max_cpus] = {};
alignas(16) constinit gate gates[256] = {};

enum interrupt_stack : unsigned { THREAD = 0, NMI = 1, FATAL = 2 };
constexpr unsigned vector_nmi = 2, vector_breakpoint = 3, vector_overflow = 4,
                   vector_double_fault = 8, vector_machine_check = 18;

/// An interrupt gate: interrupts are off inside.
gate make_gate(const char *entry, interrupt_stack stack, bool user_may_call) {
    const auto address = reinterpret_cast<uint64_t>(entry);
    const uint64_t type = user_may_call ? 0xee00 : 0x8e00;
    return {(address & 0xffff) | uint64_t{KERNEL_CS} << 16 | (type | stack) << 32 |
                (address >> 16 & 0xffff) << 48,
            address >> 32};
}

}  // namespace

void init_interrupt_table() {
    for (unsigned vector = 0; vector < 256; ++vector)
        gates[vector] = make_gate(machine_vectors + 16 * vector, THREAD,
                                  vector == vector_breakpoint || vector == vector_overflow);
    gates[vector_nmi] = make_gate(machine_entry_nmi, NMI, false);
    gates[vector_double_fault] = make_gate(machine_entry_double_fault, FATAL, false);
    gates[vector_machine_check] = make_gate(machine_entry_machine_check, FATAL, false);
}

void load_descriptors(unsigned number, uint64_t critical_stack) {
    processor_tables &own = tables[number];
    constexpr unsigned nmi_room = 256;  // its handler pushes nothing but what the processor pushes
    own.tss.ist[NMI - 1] = critical_stack;
    own.tss.ist[FATAL - 1] = critical_stack - nmi_room;
    own.tss.io_map = sizeof(task_state);
    processors[number].local.tss = &own.tss;

    const auto tss = reinterpret_cast<uint64_t>(&own.tss);
    constexpr uint64_t available_tss = 0x890000000000;
    uint64_t *segments = own.segments;
    segments[KERNEL_CS / 8] = kernel_code;
    segments[KERNEL_DS / 8] = kernel_data;
    segments[USER_DS / 8] = user_data;
    segments[USER_CS / 8] = user_code;
    segments[TSS_SELECTOR / 8] = (sizeof(task_state) - 1) | (tss & 0xffffff) << 16 | available_tss |
                                 (tss >> 24 & 0xff) << 56;
    segments[TSS_SELECTOR / 8 + 1] = tss >> 32;

    const table_pointer gdt{sizeof own.segments - 1, reinterpret_cast<uint64_t>(segments)};
    const table_pointer idt{sizeof gates - 1, reinterpret_cast<uint64_t>(gates)};
    // Without a null LDT a user could have segments, even call gates, read from what the reset
    // left: addresses 0 to 64 KiB.
    asm volatile("lgdt %0; lidt %1; ltr %w2; lldt %w3" ::"m"(gdt), "m"(idt), "r"(TSS_SELECTOR),
                 "r"(0)
                 : "memory");
}

}  // namespace machine
