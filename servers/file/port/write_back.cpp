#include <port/write_back.hpp>

#include <mach/clock.h>
#include <port/open_port.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/mount.hpp>

namespace port {

namespace {
using alarm_interface =
    mach::rpc::interface<"clock_alarm_reply", mach::interface::clock_alarm_reply>;

write_back *timer;  ///< from the first change on
}  // namespace

write_back::write_back(server::loop &loop) : port_object(loop) {
    (void)host_get_clock_service(mach_host_self(), SYSTEM_CLOCK, &clock_);
}

void write_back::ask() {
    if (asked_) return;
    begin({.tv_sec = delay_s, .tv_nsec = 0});
}

void write_back::begin(mach_timespec_t delay) {
    asked_ = clock_alarm(clock_, TIME_RELATIVE, delay, port()) == KERN_SUCCESS;
}

mach::rpc::disposition write_back::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    return mach::rpc::demux<alarm_interface>(*this, in, out);
}

void write_back::serve(mach::interface::clock_alarm_reply,
                       mach::rpc::call<mach::interface::clock_alarm_reply>) {
    asked_ = false;
    bool whole = true;
    for (vfs::mount *m = vfs::mounts.first(); m; m = m->next())
        if (m->fs() && !m->fs()->write_back()) whole = false;
    if (!whole && !asked_) begin({.tv_sec = 0, .tv_nsec = pause_ns});
}

}  // namespace port

void vfs::write_back_later() {
    if (!port::timer) port::timer = new port::write_back(port::main_loop());
    port::timer->ask();
}
