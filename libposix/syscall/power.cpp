// reboot(2).
#include <cerrno>

#include <errno_of.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <sys/reboot.h>
#include <syscall/calls.hpp>

namespace posix {

using protocol::power_action;

namespace {

// reboot(2): what a caller gives so that nobody ends the system by accident.
constexpr uint32_t first_magic = 0xfee1dead;
constexpr uint32_t second_magics[] = {672274793, 85072278, 369367448, 537993216};

bool is_second_magic(uint32_t magic) {
    for (const uint32_t each : second_magics)
        if (magic == each) return true;
    return false;
}

long end_system(power_action action) {
    mach::rpc::exchange<protocol::process_power> x;
    x.request() = {.action = static_cast<uint32_t>(action)};
    return errno_of(x.call(self.server));
}

}  // namespace

long sys_reboot(uint32_t magic, uint32_t magic2, uint32_t command, user_address) {
    if (self.credentials.euid != 0) return -EPERM;
    if (magic != first_magic || !is_second_magic(magic2)) return -EINVAL;
    switch (command) {
    case static_cast<uint32_t>(RB_HALT_SYSTEM): return end_system(power_action::halt);
    case RB_AUTOBOOT: return end_system(power_action::restart);
    case RB_POWER_OFF: return end_system(power_action::off);
    // There is no console here whose Ctrl-Alt-Delete could restart the system.
    case RB_DISABLE_CAD: return 0;
    default: return -EINVAL;
    }
}

}  // namespace posix
