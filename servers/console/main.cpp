// The console server: UART driver and terminal.

#include <cstdlib>

#include <lib/loop.hpp>
#include <lib/service.hpp>
#include <mach/mach.h>

#include "console.hpp"

int main() {
    const mach_port_t device_master = server::granted("device_master");
    unsigned line = 0;
    auto device = uart::open(device_master, line);
    if (!device) {
        server::log("no UART that this server knows");
        return EXIT_FAILURE;
    }
    // Its keys must reach threads of real time, see process/scheduling.hpp.
    constexpr int32_t above_real_time = 28;
    (void)task_priority(mach_task_self(), above_real_time, 1);
    server::loop loop;
    console the_console(loop, std::move(device), device_master, line);
    if (kern_return_t kr = the_console.start(); kr != KERN_SUCCESS)
        server::log("no interrupt: error %d", kr);
    if (kern_return_t kr = server::register_name("console", the_console.port());
        kr != KERN_SUCCESS) {
        server::log("cannot register: error %d", kr);
        return EXIT_FAILURE;
    }
    loop.run();
}
