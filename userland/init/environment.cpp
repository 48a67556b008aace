#include "init/environment.hpp"

namespace {
char path[] = "PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";
char home[] = "HOME=/root";
char user[] = "USER=root";
char logname[] = "LOGNAME=root";
char shell[] = "SHELL=/bin/sh";
char terminal[] = "TERM=vt102";
}  // namespace

char *login_environment[] = {path, home, user, logname, shell, terminal, nullptr};
char *command_environment[] = {path, home, user, logname, shell, nullptr};
