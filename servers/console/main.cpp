// The console server: UART driver and terminal.

#include <cstdlib>

#include <lib/loop.hpp>
#include <lib/service.hpp>

#include "console.hpp"

int main() {
    const mach_port_t device_master = server::granted("device_master");
    unsigned line = 0;
    auto device = uart::open(device_master, line);
    if (!device) {
        server::log("no UART that this server knows");
        return EXIT_FAILURE;
    }
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
