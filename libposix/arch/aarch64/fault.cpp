#include <machine/fault.hpp>

#include <csignal>

#include <mach/exception_types.h>
#include <mach/kern_return.h>
#include <mach/machine/aarch64_exception.h>

namespace posix::machine {

namespace {

int32_t bad_access(int64_t code) {
    switch (code) {
    case KERN_INVALID_ADDRESS: return SEGV_MAPERR;
    case KERN_PROTECTION_FAILURE: return SEGV_ACCERR;
    case EXC_ARM_DA_ALIGN:
    case EXC_ARM_SP_ALIGN:
    case EXC_ARM_PC_ALIGN: return BUS_ADRALN;
    case EXC_ARM_EXTERNAL: return BUS_OBJERR;
    default: return BUS_ADRERR;
    }
}

int32_t arithmetic(int64_t code) {
    switch (code) {
    case EXC_ARM_FP_IO: return FPE_FLTINV;
    case EXC_ARM_FP_DZ: return FPE_FLTDIV;
    case EXC_ARM_FP_OF: return FPE_FLTOVF;
    case EXC_ARM_FP_UF:
    case EXC_ARM_FP_ID: return FPE_FLTUND;
    case EXC_ARM_FP_IX: return FPE_FLTRES;
    default: return 0;
    }
}

int32_t breakpoint(int64_t code) {
    switch (code) {
    case EXC_ARM_STEP: return TRAP_TRACE;
    case EXC_ARM_HARDWARE: return TRAP_HWBKPT;
    default: return TRAP_BRKPT;
    }
}

}  // namespace

fault describe_fault(int exception, int64_t code, uint64_t subcode) {
    switch (exception) {
    case EXC_BAD_ACCESS: return {bad_access(code), subcode};
    case EXC_ARITHMETIC: return {arithmetic(code), subcode};
    case EXC_BAD_INSTRUCTION: return {ILL_ILLOPC, subcode};
    case EXC_BREAKPOINT: return {breakpoint(code), subcode};
    default: return {SI_KERNEL, 0};
    }
}

}  // namespace posix::machine
