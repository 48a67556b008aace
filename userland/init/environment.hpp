#pragma once

// The environment of a login on the console, and that of a command passed in by the host.
extern char *login_environment[];
extern char *command_environment[];
