// The first process, an ordinary Linux program: it serves a person at the console, or runs the one
// command that `portolan run --cmd` has put into the boot archive. File systems are there already.

#include "init/command.hpp"
#include "init/power.hpp"
#include "init/session.hpp"

#include <sys/stat.h>
#include <unistd.h>

int main() {
    static constexpr char command[] = "/run/command";
    umask(022);
    if (access(command, R_OK) != 0) run_sessions();
    run_command(command);
    power_off();
}
