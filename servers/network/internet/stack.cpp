#include "stack.hpp"

#include <algorithm>
#include <cstring>

#include <lib/clock.hpp>
#include <lib/service.hpp>
#include <lwip/dhcp.h>
#include <lwip/etharp.h>
#include <lwip/init.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/nd6.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/dhcp.h>
#include <lwip/timeouts.h>
#include <mach/mach.h>
#include <mach/mach_traps.h>

namespace network {

namespace {

stack *the_stack = nullptr;

constexpr uint64_t ms_ns = 1'000'000;
/// How long caches age after the last packet: longer than a reassembly waits.
constexpr uint64_t activity_ns = 70'000 * ms_ns;
uint64_t active_until_ns = 0;

::netif *dhcp_interface() {
    ::netif *n;
    NETIF_FOREACH(n) if (netif_dhcp_data(n)) return n;
    return nullptr;
}

bool tcp_needed() { return tcp_active_pcbs || tcp_tw_pcbs; }
bool caches_needed() { return server::monotonic_ns() < active_until_ns; }
void caches_tick() {
    etharp_tmr();
    ip_reass_tmr();
    ip6_reass_tmr();
    nd6_tmr();
}
bool dhcp_negotiates() {
    const ::netif *n = dhcp_interface();
    return n && netif_is_up(n) && netif_dhcp_data(n)->state != DHCP_STATE_OFF &&
           netif_dhcp_data(n)->state != DHCP_STATE_BOUND;
}
bool dhcp_runs() { return dhcp_interface() != nullptr; }

}  // namespace

stack::timer stack::timers[] = {
    {TCP_TMR_INTERVAL, tcp_needed, tcp_tmr, 0},
    {1000, caches_needed, caches_tick, 0},
    {DHCP_FINE_TIMER_MSECS, dhcp_negotiates, dhcp_fine_tmr, 0},
    {DHCP_COARSE_TIMER_MSECS, dhcp_runs, dhcp_coarse_tmr, 0},
};

stack::stack(server::alarm_clock &clock) : alarm(clock) {
    the_stack = this;
    lwip_init();
}

bool stack::deliver() {
    bool any = false;
    ::netif *n;
    NETIF_FOREACH(n) {
        if (!n->loop_first) continue;
        any = true;
        netif_poll(n);
    }
    return any;
}

void stack::note_packet() {
    const uint64_t until = server::monotonic_ns() + activity_ns;
    const bool slept = caches_needed();
    active_until_ns = until;
    if (!slept) need_timers();
}

void stack::need_timers() {
    if (the_stack) the_stack->plan();
}

/// Starts what is needed, and rings for the first that is due.
void stack::plan() {
    const uint64_t now = server::monotonic_ns();
    uint64_t first = ~uint64_t{0};
    for (timer &t : timers) {
        if (t.due_ns == 0 && t.needed()) t.due_ns = now + t.interval_ms * ms_ns;
        if (t.due_ns != 0) first = std::min(first, t.due_ns);
    }
    if (first != ~uint64_t{0}) alarm::set(std::max(first, now + ms_ns));
}

void stack::rang() {
    const uint64_t now = server::monotonic_ns();
    for (timer &t : timers) {
        if (t.due_ns == 0 || t.due_ns > now) continue;
        t.tick();
        t.due_ns = t.needed() ? now + t.interval_ms * ms_ns : 0;
    }
    plan();
}

}  // namespace network

extern "C" {

void sys_timeouts_init(void) {}
void tcp_timer_needed(void) { network::stack::need_timers(); }
u32_t sys_now(void) { return static_cast<u32_t>(server::monotonic_ns() / 1'000'000); }

void network_assertion_failed(const char *what, const char *file, int line) {
    server::log("%s:%d: %s", file, line, what);
    for (;;) task_exit_trap();
}
}
