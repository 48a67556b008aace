#include <lib/thread_pc.hpp>

#include <cstddef>

#include <mach/machine/x86_64_thread_status.h>

namespace server {

const int thread_pc_flavor = x86_THREAD_STATE64;
const uint32_t thread_pc_word = offsetof(x86_thread_state64_t, rip) / sizeof(uint32_t);

}  // namespace server
