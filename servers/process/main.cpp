// The process server; see README.md.
#include <exception.hpp>
#include <lib/service.hpp>
#include <scheduling.hpp>
#include <service.hpp>
#include <world.hpp>

int main() {
    using namespace process_server;
    (void)task_priority(mach_task_self(), mach_priority_of_servers, 1);
    server::loop loop;
    world all(loop, server::granted("host_priv"));
    if (!all.library.load(server::granted("archive"))) {
        server::log("boot/libposix.elf is missing or not what it should be");
        return 1;
    }
    exception_port exceptions(loop, all);
    service named(loop, all, exceptions.port());
    if (server::register_name("process", named.port()) != KERN_SUCCESS) {
        server::log("cannot register");
        return 1;
    }
    loop.run();
}
