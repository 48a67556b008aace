#include "init/power.hpp"

#include <signal.h>
#include <sys/reboot.h>
#include <unistd.h>

#include <initializer_list>

#include "init/processes.hpp"

namespace {

constexpr int patience_s = 2;

[[noreturn]] void end_machine(int how) {
    hold_power_signals();
    end_processes(patience_s);
    sync();
    reboot(how);
    for (;;) pause();
}

sigset_t power_signals() {
    sigset_t all;
    sigemptyset(&all);
    for (int signal : {SIGUSR1, SIGUSR2, SIGTERM, SIGINT, SIGCHLD}) sigaddset(&all, signal);
    return all;
}

}  // namespace

void power_off() { end_machine(RB_POWER_OFF); }

void restart() { end_machine(RB_AUTOBOOT); }

sigset_t hold_power_signals() {
    const sigset_t held = power_signals();
    sigset_t before;
    sigprocmask(SIG_BLOCK, &held, &before);
    return before;
}

void wait_for_child_or_power() {
    const sigset_t held = power_signals();
    switch (sigwaitinfo(&held, nullptr)) {
    case SIGTERM:
    case SIGINT: restart();
    case SIGUSR1:
    case SIGUSR2: power_off();
    default: break;
    }
}
