#include <atomic>
#include <cstdarg>

#include <kern/assert.hpp>
#include <kern/backtrace.hpp>
#include <kern/log.hpp>
#include <machine/cpu.hpp>

namespace {
constinit std::atomic<bool> panicked{false};
}

void panic(const char *format, ...) {
    if (panicked.exchange(true))  // a second processor, or a panic while we print: the first words are what counts
        machine::halt_all();
    log_begin_panic();
    log("\npanic: ");
    va_list arguments;
    va_start(arguments, format);
    log_va(format, arguments);
    va_end(arguments);
    log("\npanic: processor %u\n", machine::cpu_number());
    log_backtrace(reinterpret_cast<uint64_t>(__builtin_return_address(0)),
                  *static_cast<const uint64_t *>(__builtin_frame_address(0)));
    machine::halt_all();
}
