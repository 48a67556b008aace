#include "lib/power.hpp"

#include "lib/options.hpp"
#include "lib/program.hpp"

#include <csignal>
#include <sys/reboot.h>
#include <unistd.h>

namespace {

constexpr long_option names[] = {{"force", 'f'}, {"no-sync", 'n'}};

/// The signals that busybox's init takes, too.
int signal_of(power_action action) { return action == power_action::restart ? SIGTERM : SIGUSR2; }

int command_of(power_action action) {
    return action == power_action::restart ? RB_AUTOBOOT : RB_POWER_OFF;
}

}  // namespace

int end_system(char **argv, power_action action, const char *help) {
    options parser(argv, "fn", names, help);
    bool force = false, write_back = true;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'f': force = true; break;
        case 'n': write_back = false; break;
        default: return 1;
        }
    if (!parser.operands().empty())
        return usage_error(1, "extra operand '%s'", parser.operands()[0]);
    if (write_back) sync();
    if (force ? reboot(command_of(action)) == 0 : kill(1, signal_of(action)) == 0) return 0;
    warn_errno(force ? "cannot end the system" : "cannot ask init to end the system");
    return 1;
}
