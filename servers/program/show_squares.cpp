// show_squares: maps the memory of the server squares and reads numbers from it.

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <mach/mach.h>
#include <protocol/squares.hpp>

int main(int argc, char **argv) {
    const mach_port_t server = server::lookup_within("squares", 5000);
    mach::rpc::exchange<protocol::squares_open> x;
    kern_return_t kr = x.call(server);
    if (kr != KERN_SUCCESS) {
        std::fprintf(stderr, "show_squares: the server does not answer: error %d\n", kr);
        return 1;
    }
    mach_vm_address_t area = 0;
    kr = mach_vm_map(mach_task_self(), &area, protocol::squares_count * sizeof(uint64_t), 0,
                     VM_FLAGS_ANYWHERE, x.reply().object.name, 0, 0, VM_PROT_READ, VM_PROT_READ,
                     VM_INHERIT_SHARE);
    if (kr != KERN_SUCCESS) {
        std::fprintf(stderr, "show_squares: cannot map its memory: error %d\n", kr);
        return 1;
    }
    const auto *squares = reinterpret_cast<const volatile uint64_t *>(area);
    for (int i = 1; i < argc; ++i) {
        const uint64_t number = std::strtoull(argv[i], nullptr, 10);
        if (number < protocol::squares_count) std::printf("%" PRIu64 "\n", squares[number]);
        std::fflush(stdout);
    }
    if (x.call(server) == KERN_SUCCESS) std::printf("%" PRIu64 " pages\n", x.reply().pages);
}
