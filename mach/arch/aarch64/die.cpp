/// \file
#include "kernel_frame.hpp"

#include "image.hpp"

#include <kern/assert.hpp>
#include <kern/log.hpp>
#include <machine/cpu.hpp>

namespace machine {

namespace {

/// Return addresses along the frame records (AAPCS64 6.4.6), as far as they stay on one stack and
/// go upwards.
void backtrace(uint64_t frame_record, uint64_t sp) {
    constexpr unsigned most = 24;
    const uint64_t limit = sp + KERNEL_STACK_SIZE;
    for (unsigned i = 0;
         i < most && frame_record >= sp && frame_record < limit && frame_record % 16 == 0; i++) {
        const auto *record = reinterpret_cast<const uint64_t *>(frame_record);
        log("  called from %016lx\n", record[1]);
        if (record[0] <= frame_record) break;
        frame_record = record[0];
    }
}

}  // namespace

void die(const char *what, const kernel_frame &at, uint64_t sp, uint64_t esr, uint64_t far) {
    log("\n%s: pc %016lx esr %08lx far %016lx pstate %08lx sp %016lx\n", what, at.pc, esr, far,
        at.pstate, sp);
    for (unsigned i = 0; i < 31; i++)
        log("x%u %016lx%s", i, at.x[i], i % 4 == 3 || i == 30 ? "\n" : "  ");
    if (sp % 16 == 0 && sp >> 63) backtrace(at.x[29], sp);
    panic("%s at %016lx, address %016lx", what, at.pc, far);
}

}  // namespace machine
