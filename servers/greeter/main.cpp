// The server greeter.

#include <cstdio>
#include <cstdlib>

#include <lib/loop.hpp>
#include <lib/port_object.hpp>
#include <lib/service.hpp>
#include <protocol/greeter.hpp>

namespace {

class greeter final : public server::port_object {
public:
    explicit greeter(server::loop &loop) : port_object(loop) {}

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::greeter_interface>(*this, in, out);
    }

    kern_return_t serve(protocol::greeter_greet, mach::rpc::call<protocol::greeter_greet> call) {
        const auto &who = call.request.variable;
        if (who.count == 0) return KERN_INVALID_ARGUMENT;
        auto &text = call.reply.variable;
        text.count = static_cast<uint32_t>(std::snprintf(
            text.items, sizeof text.items, "Hello, %.*s!", static_cast<int>(who.count), who.items));
        call.reply.times = ++times_;
        return KERN_SUCCESS;
    }

private:
    uint32_t times_ = 0;
};

}  // namespace

int main() {
    server::loop loop;
    greeter the_server(loop);
    if (server::register_name("greeter", the_server.port()) != KERN_SUCCESS) {
        server::log("the name \"greeter\" is not granted");
        return EXIT_FAILURE;
    }
    loop.run();
}
