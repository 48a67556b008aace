#include <lib/counter.hpp>

uint64_t server::read_counter() { return __builtin_ia32_rdtsc(); }
