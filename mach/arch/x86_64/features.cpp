#include "features.hpp"

#include <cpuid.h>

namespace machine {

constinit processor_features features{};

void detect_features() {
    unsigned a, b, c, d;
    if (__get_cpuid(1, &a, &b, &c, &d)) {
        features.x2apic = c >> 21 & 1;
        features.random = c >> 30 & 1;
        features.machine_check = d >> 7 & 1;
    }
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
        features.smep = b >> 7 & 1;
        features.smap = b >> 20 & 1;
        features.umip = c >> 2 & 1;
    }
    if (__get_cpuid(0x80000001, &a, &b, &c, &d)) {
        features.no_execute = d >> 20 & 1;
        features.gigabyte_pages = d >> 26 & 1;
    }
}

}  // namespace machine
