// emulation_return, by which ARM64's emulation library goes back to the application with every
// register right: what comes out of a block is what was put into it. Elsewhere there is no such
// trap.

#include <atomic>
#include <cstddef>

#include <lib/emulation.hpp>
#include <lib/thread_start.hpp>
#include <mach/mach.h>
#include <mach/traps.h>

#include "mach_test.hpp"

namespace {

mach_test test("emulation");

}  // namespace

#ifdef __aarch64__

namespace {

struct registers {
    uint64_t kept, flags, x8, x16;
};
registers seen;
std::atomic<uint32_t> finished{0};
server::emulation_block block;
alignas(16) char stack[16384];

[[noreturn]] void end_thread() {
    finished = 1;
    thread_exit_trap(0, 0, nullptr, 0);
    __builtin_unreachable();
}

}  // namespace

// x19 is not the library's to change, x8 and x16 come from the block.
extern "C" void leave_library();
extern "C" void application();
extern "C" [[noreturn, gnu::used]] void arrived(uint64_t x16, uint64_t flags, uint64_t x8,
                                                uint64_t x19) {
    seen = {x19, flags, x8, x16};
    end_thread();
}
asm(R"(
    .text
leave_library:
    mov x19, #0x1919
    mov x8, #-48
    svc #0
    brk #0
application:
    mov x3, x19
    mrs x1, nzcv
    mov x2, x8
    mov x0, x16
    b arrived
)");

namespace {

[[noreturn]] void run() {
    server::set_this_block(block);
    leave_library();
    __builtin_unreachable();
}

void returns() {
    constexpr uint64_t negative_and_carry = 0xa0000000;
    block.kernel.return_pc = reinterpret_cast<uint64_t>(&application);
    // Only the condition flags are taken: not the bits that say which exception level.
    block.kernel.return_flags = negative_and_carry | 0x3c5;
    block.kernel.return_x8 = 0x0808080808080808;
    block.kernel.return_x16 = 0x1616161616161616;
    test.equal(server::start_thread(mach_task_self(), reinterpret_cast<uint64_t>(&run),
                                    reinterpret_cast<uint64_t>(stack + sizeof stack)),
               KERN_SUCCESS);
    while (finished == 0) (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 1);
    test.equal(static_cast<long long>(seen.kept), 0x1919);
    test.equal(static_cast<long long>(seen.flags), negative_and_carry);
    test.equal(static_cast<long long>(seen.x8), 0x0808080808080808);
    test.equal(static_cast<long long>(seen.x16), 0x1616161616161616);
}

}  // namespace

#else

namespace {

/// A trap that there is not: the thread goes on behind it.
void returns() {
    long number = -MACH_TRAP_emulation_return;
    asm volatile("syscall" : "+a"(number)::"rcx", "r11", "memory");
    test.equal(number, KERN_NOT_SUPPORTED);
}

}  // namespace

#endif

int main() {
    returns();
    test.finish();
}
