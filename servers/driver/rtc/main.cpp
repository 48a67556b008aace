// The battery clock's driver.

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <new>

#include <lib/loop.hpp>
#include <lib/service.hpp>
#include <mach/host.h>
#include <protocol/device.hpp>
#include <protocol/error.hpp>
#include <protocol/rtc.hpp>

#include "battery_clock.hpp"
#include "device_file.hpp"

namespace {

class rtc_server final : public server::port_object {
public:
    rtc_server(server::loop &loop, battery_clock *clock)
        : port_object(loop), loop_(loop), clock_(clock) {}

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        const auto done = mach::rpc::demux<protocol::rtc_interface>(*this, in, out);
        return done != mach::rpc::disposition::unknown ? done
                                                       : mach::rpc::demux<opening>(*this, in, out);
    }

    void serve(protocol::rtc_write, mach::rpc::call<protocol::rtc_write> call) {
        if (clock_ != nullptr && !clock_->write(call.request.seconds))
            server::log("the clock cannot hold the time that was set");
    }

    kern_return_t serve(protocol::device_open, mach::rpc::call<protocol::device_open> call) {
        const auto &request = call.request;
        auto *file =
            new (std::nothrow) device_file(loop_, clock_, request.device, request.inode,
                                           request.flags & (O_ACCMODE | O_NONBLOCK | O_APPEND));
        if (file == nullptr) return protocol::unix_error(ENOMEM);
        if (file->port() == MACH_PORT_NULL) {
            delete file;
            return protocol::unix_error(ENOMEM);
        }
        call.reply.file = file->make_send();
        return KERN_SUCCESS;
    }

private:
    using opening = mach::rpc::interface<"device", protocol::device_open>;
    server::loop &loop_;
    battery_clock *const clock_;
};

/// The kernel begins in 1970. A driver that is started again leaves the time as it is.
void set_system_time(battery_clock &clock) {
    constexpr int64_t begun = 365 * 86400;
    mach_timespec_t now{};
    if (host_get_time(mach_host_self(), &now) == KERN_SUCCESS && now.tv_sec > begun) return;
    const int64_t seconds = clock.read();
    if (seconds == 0)
        server::log("the clock makes no sense");
    else
        (void)host_set_time(server::granted("host_priv"), {.tv_sec = seconds, .tv_nsec = 0});
}

}  // namespace

int main() {
    const auto clock = battery_clock::open(server::granted("device_master"));
    if (clock)
        set_system_time(*clock);
    else
        server::log("no clock that this driver knows");
    server::loop loop;
    rtc_server the_server(loop, clock.get());
    if (server::register_name("rtc", the_server.port()) != KERN_SUCCESS) {
        server::log("the name \"rtc\" is not granted");
        return EXIT_FAILURE;
    }
    loop.run();
}
