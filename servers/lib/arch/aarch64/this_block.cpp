#include <lib/emulation.hpp>
#include <mach/mach_traps.h>

namespace server {

emulation_block &this_block() {
    uint64_t self;
    __asm__("mrs %0, tpidrro_el0" : "=r"(self));
    return *reinterpret_cast<emulation_block *>(self);
}

void set_this_block(emulation_block &block) {
    block.kernel.self = reinterpret_cast<uint64_t>(&block);
    set_emulation_block_trap(block.kernel.self);
}

}  // namespace server
