/// \file
/// Synchronous exceptions, decoded by ESR_EL1. Arm ARM (DDI 0487) D19.2.40.
#include "kernel_frame.hpp"

#include <kern/assert.hpp>
#include <kern/trap_entry.hpp>
#include <mach/exception_types.h>
#include <mach/machine/aarch64_exception.h>
#include <mach/vm_types.h>
#include <machine/address_space.hpp>
#include <machine/cpu.hpp>
#include <machine/sysreg.h>
#include <machine/thread_state.hpp>

/// A fault on a user address in kernel code from `begin` to `end` goes on at `target`, when the
/// generic kernel has given up on it. Distances from the field itself.
struct fixup {
    int32_t begin, end, target;
};
extern "C" {
extern const fixup fixups_begin[];
extern const fixup fixups_end[];
}

namespace machine {

namespace {

constexpr uint64_t write_not_read = 1u << 6, cache_maintenance = 1u << 8;

enum class fault : uint8_t { translation, alignment, external };

/// From a fault status code: what kind of fault an abort is. Access-flag and permission faults are
/// the pager's business too.
constexpr fault fault_kind(uint64_t esr) {
    const uint64_t status = esr & 0x3f;
    if (status >= 4 && status <= 15) return fault::translation;
    return status == 0x21 ? fault::alignment : fault::external;
}

/// Cache maintenance reports as a write but needs only reading.
constexpr vm_prot_t data_access(uint64_t esr) {
    return (esr & write_not_read) && !(esr & cache_maintenance) ? VM_PROT_READ | VM_PROT_WRITE
                                                                : VM_PROT_READ;
}

/// The top byte of a user address is a tag (TCR_EL1.TBI0).
constexpr uint64_t untag(uint64_t address) {
    return address & 1ull << 55 ? address : address & 0x00ffffffffffffff;
}

uint64_t address_in(const int32_t &field) {
    return reinterpret_cast<uint64_t>(&field) + static_cast<uint64_t>(int64_t{field});
}

const fixup *find_fixup(uint64_t pc) {
    for (const fixup *known = fixups_begin; known != fixups_end; ++known)
        if (pc >= address_in(known->begin) && pc < address_in(known->end)) return known;
    return nullptr;
}

frame *abort(frame *from, uint64_t esr, uint64_t far, vm_prot_t access) {
    switch (fault_kind(esr)) {
    case fault::translation: return trap_page_fault(from, untag(far), access);
    case fault::alignment:
        return trap_exception(from, EXC_BAD_ACCESS, EXC_ARM_DA_ALIGN, static_cast<int64_t>(far));
    case fault::external: break;
    }
    return trap_exception(from, EXC_BAD_ACCESS, EXC_ARM_EXTERNAL, static_cast<int64_t>(far));
}

/// Trapped IEEE exceptions are flagged in ESR if bit 23 says so.
int64_t fp_code(uint64_t esr) {
    if (!(esr & 1u << 23)) return EXC_ARM_FP_UNDEFINED;
    if (esr & 1) return EXC_ARM_FP_IO;
    if (esr & 2) return EXC_ARM_FP_DZ;
    if (esr & 4) return EXC_ARM_FP_OF;
    if (esr & 8) return EXC_ARM_FP_UF;
    if (esr & 16) return EXC_ARM_FP_IX;
    return esr & 128 ? EXC_ARM_FP_ID : EXC_ARM_FP_UNDEFINED;
}

}  // namespace

extern "C" frame *machine_user_exception(frame *from, uint64_t esr, uint64_t far) {
    const auto pc = static_cast<int64_t>(from->pc);
    switch (esr >> 26) {
    case EC_DATA_ABORT_USER: return abort(from, esr, far, data_access(esr));
    case EC_INSTRUCTION_ABORT_USER: return abort(from, esr, far, VM_PROT_READ | VM_PROT_EXECUTE);
    case EC_PC_ALIGNMENT:
        return trap_exception(from, EXC_BAD_ACCESS, EXC_ARM_PC_ALIGN, static_cast<int64_t>(far));
    case EC_SP_ALIGNMENT:
        return trap_exception(from, EXC_BAD_ACCESS, EXC_ARM_SP_ALIGN,
                              static_cast<int64_t>(from->sp));
    case EC_FP_ACCESS: return trap_fp(from);
    case EC_BRK: return trap_exception(from, EXC_BREAKPOINT, EXC_ARM_BREAKPOINT, pc);
    case EC_BREAKPOINT_USER: return trap_exception(from, EXC_BREAKPOINT, EXC_ARM_HARDWARE, pc);
    case EC_WATCHPOINT_USER:
        return trap_exception(from, EXC_BREAKPOINT, EXC_ARM_HARDWARE, static_cast<int64_t>(far));
    case EC_STEP_USER: return trap_exception(from, EXC_BREAKPOINT, EXC_ARM_STEP, pc);
    case EC_FP_EXCEPTION: return trap_exception(from, EXC_ARITHMETIC, fp_code(esr), pc);
    case EC_SYSREG: return trap_exception(from, EXC_BAD_INSTRUCTION, EXC_ARM_SYSREG, pc);
    default: return trap_exception(from, EXC_BAD_INSTRUCTION, EXC_ARM_UNDEFINED, pc);
    }
}

extern "C" void machine_kernel_fault(kernel_frame *from, uint64_t esr, uint64_t far) {
    const bool user_address = !(far & 1ull << 55);
    const fixup *known = find_fixup(from->pc);
    if (esr >> 26 == EC_DATA_ABORT_KERNEL && user_address && known != nullptr) {
        if (fault_kind(esr) != fault::translation || !trap_kernel_page_fault(far, data_access(esr)))
            from->pc = address_in(known->target);
        return;
    }
    die("kernel fault", *from, reinterpret_cast<uint64_t>(from + 1), esr, far);
}

extern "C" [[noreturn]] void machine_kernel_stack_lost(kernel_frame *from, uint64_t esr,
                                                       uint64_t far, uint64_t sp) {
    die("kernel stack lost", *from, sp, esr, far);
}

extern "C" [[noreturn]] void machine_kernel_bad(kernel_frame *from, uint64_t esr, uint64_t far) {
    die("unexpected exception", *from, reinterpret_cast<uint64_t>(from + 1), esr, far);
}

extern "C" [[noreturn]] void machine_serror(const void *, uint64_t esr) {
    panic("system error, esr %08lx", esr);
}

}  // namespace machine
