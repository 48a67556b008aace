/// \file
/// What the processors can do (Intel SDM 2A, CPUID), asked once on the boot processor.
#pragma once

namespace machine {

struct processor_features {
    bool no_execute = false, gigabyte_pages = false;
    bool smep = false, smap = false, umip = false;
    bool x2apic = false, random = false, machine_check = false;
};
extern processor_features features;

void detect_features();

}  // namespace machine
