/// \file
/// Exceptions from user mode. Intel SDM 3A 6.15; what becomes of them:
/// <mach/machine/x86_64_exception.h>.

#include <kern/boot_info.hpp>
#include <kern/trap_entry.hpp>
#include <mach/exception_types.h>
#include <mach/machine/x86_64_exception.h>

#include "trap.hpp"

namespace machine {
namespace {

constexpr unsigned vector_page_fault = 14, last_exception = 31;

struct exception_code {
    int exception;
    int64_t subcode;
};

int64_t x87_words() {
    uint16_t status, control;
    asm volatile("fnstsw %0; fnstcw %1" : "=m"(status), "=m"(control));
    return int64_t{status} << 16 | control;
}
int64_t mxcsr() {
    uint32_t value;
    asm volatile("stmxcsr %0" : "=m"(value));
    return value;
}

exception_code code_of(const frame &f) {
    switch (f.kind) {
    case EXC_X86_64_DIV:
    case EXC_X86_64_INTO: return {EXC_ARITHMETIC, 0};
    case EXC_X86_64_EXTERR: return {EXC_ARITHMETIC, x87_words()};
    case EXC_X86_64_SSEEXTERR: return {EXC_ARITHMETIC, mxcsr()};
    case EXC_X86_64_SGL:
    case EXC_X86_64_BPT: return {EXC_BREAKPOINT, 0};
    case EXC_X86_64_INVOP:
    case EXC_X86_64_NOEXT: return {EXC_BAD_INSTRUCTION, 0};
    default: return {EXC_BAD_ACCESS, static_cast<int64_t>(f.error)};
    }
}

}  // namespace

extern "C" frame *machine_trap_user(frame *f) {
    if (f->kind == vector_page_fault) [[likely]] {
        uint64_t address;
        asm volatile("movq %%cr2, %0" : "=r"(address));
        return trap_page_fault(f, address, access_of(f->error));
    }
    if (f->kind > last_exception) return serve_interrupt(f, static_cast<unsigned>(f->kind));
    const exception_code code = code_of(*f);
    return trap_exception(f, code.exception, static_cast<int64_t>(f->kind), code.subcode);
}

}  // namespace machine
