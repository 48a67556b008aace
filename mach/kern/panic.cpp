#include <atomic>
#include <cstdarg>

#include <kern/address_layout.hpp>
#include <kern/assert.hpp>
#include <kern/backtrace.hpp>
#include <kern/log.hpp>
#include <machine/cpu.hpp>
#include <machine/layout.h>

namespace {
constexpr unsigned nobody = ~0u;
constinit std::atomic<unsigned> panicking{nobody};  ///< processor number
}  // namespace

void panic(const char *format, ...) {
    unsigned first = nobody;
    if (!panicking.compare_exchange_strong(first, machine::cpu_number())) {
        // The first words are what counts. Another processor waits for being stopped; it must not
        // stop who prints them.
        while (first != machine::cpu_number()) machine::relax();
        machine::halt_all();
    }
    log_begin_panic();
    log("\npanic: ");
    va_list arguments;
    va_start(arguments, format);
    log_va(format, arguments);
    va_end(arguments);
    log("\npanic: processor %u; the image at %016lx, linked at %016lx\n", machine::cpu_number(),
        kernel_layout.image, uint64_t{IMAGE_BASE});
    log_backtrace(reinterpret_cast<uint64_t>(__builtin_return_address(0)),
                  *static_cast<const uint64_t *>(__builtin_frame_address(0)));
    machine::halt_all();
}
