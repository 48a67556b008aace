#include <kern/backtrace.hpp>

#include <kern/log.hpp>

namespace {
constexpr unsigned most_frames = 20;
constexpr uint64_t largest_frame = 8192;
}  // namespace

void log_backtrace(uint64_t pc, uint64_t frame) {
    log("panic: at %016lx", pc);
    // Frames of the kernel are in its half of the address space, which the kernel's own stack
    // pointer always was in.
    for (unsigned i = 0; i < most_frames && static_cast<int64_t>(frame) < 0 && frame % 8 == 0;
         ++i) {
        const auto *words = reinterpret_cast<const uint64_t *>(frame);
        log(" %016lx", words[1]);
        if (words[0] <= frame || words[0] - frame > largest_frame) break;
        frame = words[0];
    }
    log("\n");
}
