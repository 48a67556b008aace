#include "init/processes.hpp"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include <initializer_list>

namespace {

// All processes descend from this one, which gets the children of those that end: without a child
// it is alone.
bool none_left() {
    pid_t ended;
    do ended = waitpid(-1, nullptr, WNOHANG);
    while (ended > 0);
    return ended < 0 && errno == ECHILD;
}

bool await_end(int seconds) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += seconds;
    while (!none_left()) {
        timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        timespec left{end.tv_sec - now.tv_sec, end.tv_nsec - now.tv_nsec};
        if (left.tv_nsec < 0) {
            --left.tv_sec;
            left.tv_nsec += 1'000'000'000;
        }
        if (left.tv_sec < 0) return false;
        sigtimedwait(&child, nullptr, &left);
    }
    return true;
}

}  // namespace

void end_processes(int patience_s) {
    for (int signal : {SIGTERM, SIGCONT}) kill(-1, signal);
    if (await_end(1)) return;
    kill(-1, SIGHUP);
    if (await_end(patience_s)) return;
    kill(-1, SIGKILL);
    await_end(1);
}
