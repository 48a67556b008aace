#include "lib/power.hpp"

namespace {

constexpr char help[] =
    "Usage: reboot [OPTION]...\n"
    "Restart the machine, after init has ended what runs.\n\n"
    "  -f, --force    at once, without init\n"
    "  -n, --no-sync  do not write what is cached to permanent storage first\n"
    "      --help     show this text\n";

}  // namespace

int reboot_main(int, char **argv) { return end_system(argv, power_action::restart, help); }
