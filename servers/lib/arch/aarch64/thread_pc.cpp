#include <lib/thread_pc.hpp>

#include <cstddef>

#include <mach/machine/aarch64_thread_status.h>

namespace server {

const int thread_pc_flavor = ARM_THREAD_STATE64;
const uint32_t thread_pc_word = offsetof(arm_thread_state64_t, pc) / sizeof(uint32_t);

}  // namespace server
