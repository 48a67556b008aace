/// \file
/// Exceptions in the kernel: expected where it touches user memory, fatal elsewhere.

#include <kern/assert.hpp>
#include <kern/backtrace.hpp>
#include <kern/log.hpp>
#include <kern/trap_entry.hpp>
#include <mach/vm_types.h>

#include "trap.hpp"

namespace machine {

namespace {

constexpr unsigned vector_protection = 13, vector_page_fault = 14, last_exception = 31;

/// Made by FIXUP in machine/patch.h; distances from the field itself.
struct fixup {
    int32_t at, target;
    uint32_t pageable;
};

uint64_t address_in(const int32_t &field) {
    return reinterpret_cast<uint64_t>(&field) + static_cast<uint64_t>(int64_t{field});
}

uint64_t fault_address() {
    uint64_t address;
    asm volatile("movq %%cr2, %0" : "=r"(address));
    return address;
}

}  // namespace

extern "C" {
extern const fixup fixups_begin[];
extern const fixup fixups_end[];
volatile bool machine_halting = false;
}

void panic_with_registers(const frame &f, const char *what) {
    log_begin_panic();
    log("\npanic: %s, vector %lu, error %lx, cr2 %016lx\n", what, f.kind, f.error, fault_address());
    log("panic: rip %016lx rsp %016lx rflags %lx cs %lx\n", f.rip, f.rsp, f.rflags, f.cs);
    log("panic: rax %016lx rbx %016lx rcx %016lx rdx %016lx\n", f.rax, f.rbx, f.rcx, f.rdx);
    log("panic: rsi %016lx rdi %016lx rbp %016lx r8  %016lx\n", f.rsi, f.rdi, f.rbp, f.r8);
    log("panic: r9  %016lx r10 %016lx r11 %016lx r12 %016lx\n", f.r9, f.r10, f.r11, f.r12);
    log("panic: r13 %016lx r14 %016lx r15 %016lx\n", f.r13, f.r14, f.r15);
    log_backtrace(f.rip, f.rbp);
    panic("%s in the kernel", what);
}

/// \param f on the kernel stack; only the part that a trap saves.
extern "C" void machine_trap_kernel(frame *f) {
    const auto vector = static_cast<unsigned>(f->kind);
    if (vector > last_exception) {
        (void)serve_interrupt(nullptr, vector);
        return;
    }
    if (vector == vector_page_fault || vector == vector_protection) {
        for (const fixup *known = fixups_begin; known != fixups_end; ++known) {
            if (address_in(known->at) != f->rip) continue;
            const uint64_t address = fault_address();
            if (vector == vector_page_fault && known->pageable && address < MACH_VM_MAX_ADDRESS &&
                trap_kernel_page_fault(address, access_of(f->error)))
                return;
            f->rip = address_in(known->target);
            return;
        }
    }
    panic_with_registers(*f, vector == vector_page_fault ? "page fault" : "exception");
}

/// Double fault, which is what becomes of a fault without a stack, and machine check; on the
/// critical stack.
extern "C" void machine_trap_fatal(frame *f) {
    panic_with_registers(*f, f->kind == 8 ? "kernel stack lost" : "machine check");
}

}  // namespace machine
