#include "init/power.hpp"

#include <signal.h>
#include <sys/reboot.h>
#include <unistd.h>

namespace {

volatile sig_atomic_t asked = 0;

[[noreturn]] void end_machine(int how) {
    sync();
    reboot(how);
    for (;;) pause();
}

}  // namespace

void power_off() { end_machine(RB_POWER_OFF); }

void restart() { end_machine(RB_AUTOBOOT); }

void heed_power_signals() {
    struct sigaction action = {};
    action.sa_handler = [](int signal) { asked = signal; };  // no SA_RESTART: it ends a wait
    static constexpr int signals[] = {SIGUSR1, SIGUSR2, SIGTERM, SIGINT};
    for (int signal : signals) sigaction(signal, &action, nullptr);
}

bool power_off_if_asked() {
    if (asked == 0) return false;
    if (asked == SIGTERM || asked == SIGINT) restart();
    power_off();
}
