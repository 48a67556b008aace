#include "lib/power.hpp"

namespace {

constexpr char help[] =
    "Usage: poweroff [OPTION]...\n"
    "Turn off the machine, after init has ended what runs.\n\n"
    "  -f, --force    at once, without init\n"
    "  -n, --no-sync  do not write what is cached to permanent storage first\n"
    "      --help     show this text\n";

}  // namespace

int poweroff_main(int, char **argv) { return end_system(argv, power_action::off, help); }
