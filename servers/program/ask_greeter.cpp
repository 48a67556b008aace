// ask_greeter: a program that asks the server greeter.

#include <cstdio>
#include <cstring>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/greeter.hpp>

int main(int argc, char **argv) {
    const char *who = argc > 1 ? argv[1] : "";
    const mach_port_t server = server::lookup_within("greeter", 5000);
    mach::rpc::exchange<protocol::greeter_greet> x;
    auto &text = x.request().variable;
    text.count = static_cast<uint32_t>(strnlen(who, sizeof text.items));
    std::memcpy(text.items, who, text.count);
    if (const kern_return_t kr = x.call(server); kr != KERN_SUCCESS) {
        std::fprintf(stderr, "ask_greeter: error %d\n", kr);
        return 1;
    }
    const auto &reply = x.reply();
    std::printf("%.*s (%u)\n", static_cast<int>(reply.variable.count), reply.variable.items,
                reply.times);
}
