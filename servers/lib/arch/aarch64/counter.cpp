#include <lib/counter.hpp>

uint64_t server::read_counter() {
    uint64_t value;
    __asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(value));
    return value;
}
