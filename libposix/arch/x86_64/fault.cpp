#include <machine/fault.hpp>

#include <csignal>

#include <mach/exception_types.h>
#include <mach/kern_return.h>
#include <mach/machine/x86_64_exception.h>
#include <thread_block.hpp>

namespace posix::machine {

namespace {

/// Where the application was interrupted.
uint64_t program_counter() { return this_thread().head.kernel.return_pc; }

fault bad_access(int64_t code, uint64_t subcode) {
    switch (code) {
    case KERN_INVALID_ADDRESS: return {SEGV_MAPERR, subcode};
    case KERN_PROTECTION_FAILURE: return {SEGV_ACCERR, subcode};
    case EXC_X86_64_ALIGN: return {BUS_ADRALN, 0};
    case EXC_X86_64_NOSEG:
    case EXC_X86_64_STKFLT:
    case EXC_X86_64_GPFLT: return {SI_KERNEL, 0};
    default: return {BUS_ADRERR, subcode};
    }
}

fault arithmetic(int64_t code, uint64_t subcode) {
    const uint64_t at = program_counter();
    switch (code) {
    case EXC_X86_64_DIV: return {FPE_INTDIV, at};
    case EXC_X86_64_INTO: return {FPE_INTOVF, at};
    default: break;
    }
    // The status bits that the control word does not mask, lowest first: invalid, denormal, zero
    // divide, overflow, underflow, precision.
    const uint64_t raised =
        code == EXC_X86_64_SSEEXTERR ? subcode & ~(subcode >> 7) : (subcode >> 16) & ~subcode;
    constexpr int codes[]{FPE_FLTINV, FPE_FLTUND, FPE_FLTDIV, FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES};
    for (int i = 0; i < 6; ++i)
        if ((raised >> i & 1) != 0) return {codes[i], at};
    return {FPE_FLTINV, at};
}

}  // namespace

fault describe_fault(int exception, int64_t code, uint64_t subcode) {
    switch (exception) {
    case EXC_BAD_ACCESS: return bad_access(code, subcode);
    case EXC_ARITHMETIC: return arithmetic(code, subcode);
    case EXC_BAD_INSTRUCTION: return {ILL_ILLOPN, program_counter()};
    case EXC_BREAKPOINT:
        return code == EXC_X86_64_BPT ? fault{SI_KERNEL, 0} : fault{TRAP_TRACE, program_counter()};
    default: return {SI_KERNEL, 0};
    }
}

}  // namespace posix::machine
