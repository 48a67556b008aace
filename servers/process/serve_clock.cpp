// Routines of a process's port: the calendar, and processor time as a clock.
#include <cerrno>

#include <cpu_time.hpp>
#include <lib/service.hpp>
#include <mach/client.hpp>
#include <mach/host.h>
#include <protocol/error.hpp>
#include <protocol/rtc.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

namespace {

/// The battery clock is to know it, too; a machine may have none.
void write_back(int64_t seconds) {
    const mach_port_t clock = server::lookup_now("rtc");
    if (clock == MACH_PORT_NULL) return;
    mach::rpc::exchange<protocol::rtc_write> x;
    x.request().seconds = seconds;
    (void)x.send(clock);
    (void)mach_port_deallocate(mach_task_self(), clock);
}

}  // namespace

kern_return_t process::serve(protocol::process_set_clock,
                             mach::rpc::call<protocol::process_set_clock> call) {
    constexpr int64_t second_ns = 1'000'000'000;
    if (credentials.euid != 0) return unix_error(EPERM);
    const int64_t ns = call.request.realtime_ns;
    if (ns < 0) return unix_error(EINVAL);
    const kern_return_t kr =
        host_set_time(world_.host_priv,
                      {.tv_sec = ns / second_ns, .tv_nsec = static_cast<int32_t>(ns % second_ns)});
    if (kr != KERN_SUCCESS) return unix_error(EINVAL);
    write_back(ns / second_ns);
    world_.timers.calendar_changed();
    // Who sleeps until a time of day looks at the clock anew.
    for (const auto &[id, p] : world_.processes())
        for (const thread_record &thread : p->threads) (void)thread_interrupt(thread.port);
    return KERN_SUCCESS;
}

kern_return_t process::serve(protocol::process_cpu_clock,
                             mach::rpc::call<protocol::process_cpu_clock> call) {
    cpu_time used;
    if (call.request.thread != 0) {
        const thread_record *thread = find_thread(call.request.id);
        if (thread == nullptr) return unix_error(EINVAL);
        used = cpu_time_of(*this, *thread);
    } else {
        const process *p = world_.find(call.request.id);
        if (p == nullptr || !p->alive()) return unix_error(EINVAL);
        used = cpu_time_of(*p);
    }
    call.reply.user_time_ns = used.user_ns;
    call.reply.system_time_ns = used.system_ns;
    return KERN_SUCCESS;
}

}  // namespace process_server
