#include "init/session.hpp"

#include "init/console.hpp"
#include "init/environment.hpp"
#include "init/power.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

namespace {

// The modes a person expects to find, whatever the last program left behind.
void make_sane(int console) {
    termios settings;
    if (tcgetattr(console, &settings) != 0) return;
    settings.c_iflag = ICRNL | IXON;
    settings.c_oflag = OPOST | ONLCR;
    settings.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
    tcsetattr(console, TCSANOW, &settings);
}

[[noreturn]] void become_login_shell(const sigset_t &unblocked) {
    sigprocmask(SIG_SETMASK, &unblocked, nullptr);
    setsid();
    int console = open("/dev/console", O_RDWR);
    if (console >= 0) {
        ioctl(console, TIOCSCTTY, 1);
        make_sane(console);
        for (int descriptor = 0; descriptor < 3; descriptor++) dup2(console, descriptor);
        if (console > 2) close(console);
    }
    if (chdir("/root") != 0) perror("init: /root");
    char *const arguments[] = {const_cast<char *>("sh"), const_cast<char *>("-l"), nullptr};
    execve("/bin/sh", arguments, login_environment);
    perror("init: /bin/sh");
    _exit(127);
}

void wait_for(pid_t shell) {
    for (;;) {
        for (pid_t ended; (ended = waitpid(-1, nullptr, WNOHANG)) > 0;)
            if (ended == shell) return;
        wait_for_child_or_power();
    }
}

// A shell that cannot start must not fill the console with its complaint.
void pause_if_short(const timespec &start) {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec - start.tv_sec < 1) sleep(1);
}

}  // namespace

void run_sessions() {
    const sigset_t unblocked = hold_power_signals();
    for (;;) {
        timespec start;
        clock_gettime(CLOCK_MONOTONIC, &start);
        pid_t shell = fork();
        if (shell == 0) become_login_shell(unblocked);
        if (shell > 0) wait_for(shell);
        pause_if_short(start);
    }
}
