// glibc: Processor time: computing is the user's, calling the system is the system's, and a child
// counts when it has been waited for.
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>

#include "posix_test.h"

static volatile uint64_t sink;

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

static double used(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void compute(void) {
    const double until = used(CLOCK_PROCESS_CPUTIME_ID) + 0.3;
    while (used(CLOCK_PROCESS_CPUTIME_ID) < until)
        for (unsigned i = 0; i < 3000000; ++i) sink += i;
}

static void call(void) {
    const double until = used(CLOCK_PROCESS_CPUTIME_ID) + 0.3;
    char path[300];
    while (used(CLOCK_PROCESS_CPUTIME_ID) < until)
        for (unsigned i = 0; i < 200; ++i) {
            getppid();
            getcwd(path, sizeof path);
        }
}

struct split {
    double user, system;
};

static struct split measure(int who, void (*work)(void)) {
    struct rusage before, after;
    getrusage(who, &before);
    work();
    getrusage(who, &after);
    return (struct split){seconds(after.ru_utime) - seconds(before.ru_utime),
                          seconds(after.ru_stime) - seconds(before.ru_stime)};
}

/** Where a tick decides, as on Linux, chance may speak against one try. */
static void compare(const char *what, int who, void (*work)(void), int of_system) {
    for (int tries = 0; tries < 5; ++tries) {
        const struct split used = measure(who, work);
        CHECK(used.user + used.system > 0.2);
        if ((used.system > used.user) == of_system) return;
    }
    printf("%s: not divided as it should be\n", what);
    ++failures;
}

static void in_child(void (*work)(void)) {
    if (fork() == 0) {
        work();
        _exit(0);
    }
    wait(NULL);
}
static void compute_in_child(void) { in_child(compute); }
static void call_in_child(void) { in_child(call); }

/** Its own figures as /proc has them. */
static void show_stat(void) {
    unsigned long user = 0, system = 0;
    FILE *file = fopen("/proc/self/stat", "r");
    const int got = fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                           &user, &system);
    fclose(file);
    struct tms now;
    times(&now);
    const long apart = (long)user + (long)system - (long)(now.tms_utime + now.tms_stime);
    printf("/proc/self/stat: %d figures, %s, %s\n", got,
           apart >= -20 && apart <= 20 ? "as times()" : "other than times()",
           user > 10 && system > 10 ? "both there" : "one missing");
}

int main(void) {
    compare("computing", RUSAGE_SELF, compute, 0);
    compare("calling", RUSAGE_SELF, call, 1);
    compare("computing in a thread's time", RUSAGE_THREAD, compute, 0);
    compare("a child that computes", RUSAGE_CHILDREN, compute_in_child, 0);
    compare("a child that calls", RUSAGE_CHILDREN, call_in_child, 1);
    show_stat();
    return finish();
}
