#include <limits.hpp>

#include <cerrno>
#include <csignal>

#include <sys/resource.h>

#include <clock.hpp>
#include <errno_of.hpp>
#include <fd_table.hpp>
#include <mach/client.hpp>
#include <mapping.hpp>
#include <process.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

/// Limits that the process server enforces hear of a change.
bool server_enforces(uint32_t resource) { return resource == RLIMIT_NPROC; }

/// \param limit in: what is wanted, when `set`; out: what was there.
long ask_server(int pid, uint32_t resource, bool set, resource_limit &limit) {
    mach::rpc::exchange<protocol::process_limit> x;
    x.request() = {.pid = pid,
                   .resource = resource,
                   .set = set,
                   .current = limit.current,
                   .maximum = limit.maximum};
    const long error = errno_of(x.call(self.server));
    limit = {x.reply().current, x.reply().maximum};
    return error;
}

long limit_of_other(int pid, uint32_t resource, user_address wanted, user_address old) {
    resource_limit limit{};
    if (wanted != 0 && !get_user(limit, wanted)) return -EFAULT;
    if (const long error = ask_server(pid, resource, wanted != 0, limit); error != 0) return error;
    return old == 0 || put_user(old, limit) ? 0 : -EFAULT;
}

/// One of the two timers that stand for RLIMIT_CPU. \param seconds unlimited: none
void set_cpu_timer(int32_t timer, uint64_t seconds, int signal, uint64_t interval_ns) {
    mach::rpc::exchange<protocol::process_timer> x;
    auto &request = x.request();
    request = {};
    request.timer = timer;
    request.clock = static_cast<uint32_t>(protocol::timer_clock::process);
    request.absolute = 1;
    request.set = 1;
    // As on Linux a limit of nothing is a second.
    if (seconds < INT64_MAX / ns_per_second)
        request.value = (seconds != 0 ? seconds : 1) * ns_per_second;
    request.interval = interval_ns;
    request.info.signal = signal;
    request.info.code = SI_KERNEL;
    (void)x.call(self.server);
}

}  // namespace

void enforce_cpu_limit() {
    // Numbers behind those of setitimer's.
    constexpr int32_t soft_timer = protocol::process_timer_profile - 1, hard_timer = soft_timer - 1;
    const resource_limit &limit = self.limits[RLIMIT_CPU];
    set_cpu_timer(soft_timer, limit.current, SIGXCPU, ns_per_second);
    set_cpu_timer(hard_timer, limit.maximum, SIGKILL, 0);
}

void inherit_cpu_limit() {
    const resource_limit &limit = self.limits[RLIMIT_CPU];
    if (limit.current != unlimited || limit.maximum != unlimited) enforce_cpu_limit();
}

void set_default_limits() {
    for (resource_limit &limit : self.limits) limit = {unlimited, unlimited};
    self.limits[RLIMIT_STACK] = {8u << 20, unlimited};
    self.limits[RLIMIT_CORE] = {0, unlimited};
    self.limits[RLIMIT_NOFILE] = {1024, fd_max};
    self.limits[RLIMIT_MEMLOCK] = {8u << 20, 8u << 20};
    self.limits[RLIMIT_MSGQUEUE] = {819200, 819200};
    self.limits[RLIMIT_NICE] = {0, 0};
    self.limits[RLIMIT_RTPRIO] = {0, 0};
}

bool memory_allowed(uint64_t more, bool data) {
    const uint64_t space = self.limits[RLIMIT_AS].current,
                   writable = data ? self.limits[RLIMIT_DATA].current : unlimited;
    if (space == unlimited && writable == unlimited) return true;
    uint64_t all = more, own = more;
    mapped_region region;
    for (uint64_t at = 0; next_region(at, region) && region.begin < protocol::posix_area_begin;
         at = region.end) {
        all += region.end - region.begin;
        const bool counts = (region.protection & VM_PROT_WRITE) != 0 &&
                            region.inheritance != VM_INHERIT_SHARE &&
                            region.begin != self.stack_begin;
        if (counts) own += region.end - region.begin;
    }
    return all <= space && own <= writable;
}

uint64_t open_file_limit() { return self.limits[RLIMIT_NOFILE].current; }

long sys_prlimit64(int pid, uint32_t resource, user_address wanted, user_address old) {
    if (resource >= limit_count) return -EINVAL;
    if (pid != 0 && pid != self.pid) return limit_of_other(pid, resource, wanted, old);
    resource_limit &limit = self.limits[resource];
    const resource_limit previous = limit;
    if (wanted != 0) {
        resource_limit next;
        if (!get_user(next, wanted)) return -EFAULT;
        if (next.current > next.maximum) return -EINVAL;
        if (next.maximum > previous.maximum && self.credentials.euid != 0) return -EPERM;
        if (resource == RLIMIT_NOFILE && next.maximum > fd_max) return -EPERM;
        if (server_enforces(resource)) {
            resource_limit told = next;
            if (const long error = ask_server(0, resource, true, told); error != 0) return error;
        }
        limit = next;
        if (resource == RLIMIT_CPU) enforce_cpu_limit();
    }
    return old == 0 || put_user(old, previous) ? 0 : -EFAULT;
}

long sys_getrlimit(uint32_t resource, user_address limit) {
    return sys_prlimit64(0, resource, 0, limit);
}
long sys_setrlimit(uint32_t resource, user_address limit) {
    return sys_prlimit64(0, resource, limit, 0);
}

}  // namespace posix
