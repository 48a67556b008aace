/// \file
#include "devices.hpp"

namespace machine {

void init_devices(const fdt_platform &platform) {
    init_power(platform);
    init_interrupts(platform);
    init_timer(platform);
    init_random(platform);
}

}  // namespace machine
