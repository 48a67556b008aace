// glibc: Clocks: setting the time of day, clocks of processor time, timers on them, and what timers
// miss.
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include "posix_test.h"

static volatile uint64_t sink;
static volatile sig_atomic_t came;
static volatile int first_overrun;
static timer_t asked_for_overrun;
static volatile int asking;

static void count(int number) {
    (void)number;
    ++came;
}

static double seconds(clockid_t clock) {
    struct timespec now;
    CHECK(clock_gettime(clock, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void compute(void) {
    for (unsigned i = 0; i < 1000000; ++i) sink += i;
}

/** Stepping forward ends a sleep until a time of day, and a timer; monotonic time goes on. */
static void calendar(void) {
    const time_t day = 86400;
    struct timespec now, then;
    clock_gettime(CLOCK_REALTIME, &now);
    const double monotonic = seconds(CLOCK_MONOTONIC);
    then = now;
    then.tv_sec += day;
    signal(SIGUSR1, count);
    came = 0;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    timer_t timer;
    CHECK(timer_create(CLOCK_REALTIME, &event, &timer) == 0);
    struct itimerspec at = {.it_value = then};
    CHECK(timer_settime(timer, TIMER_ABSTIME, &at, NULL) == 0);
    const pid_t child = fork();
    if (child == 0) _exit(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &then, NULL));
    then.tv_sec += 10;
    CHECK(clock_settime(CLOCK_REALTIME, &then) == 0);
    int status = -1;
    while (waitpid(child, &status, 0) < 0) continue;
    CHECK(status == 0);
    CHECK(seconds(CLOCK_REALTIME) - (double)now.tv_sec > (double)day);
    CHECK(seconds(CLOCK_MONOTONIC) - monotonic < (double)day / 2);
    while (came == 0) compute();
    timer_delete(timer);
    struct timeval old = {.tv_sec = now.tv_sec, .tv_usec = 0};
    CHECK(settimeofday(&old, NULL) == 0);
    CHECK(seconds(CLOCK_REALTIME) - (double)now.tv_sec < (double)day / 2);
    CHECK_ERROR(clock_settime(CLOCK_MONOTONIC, &then), EINVAL);
    then.tv_nsec = 1000000000;
    CHECK_ERROR(clock_settime(CLOCK_REALTIME, &then), EINVAL);
    if (fork() == 0) {
        then.tv_nsec = 0;
        CHECK(setuid(1000) == 0);
        CHECK_ERROR(clock_settime(CLOCK_REALTIME, &then), EPERM);
        CHECK_ERROR(settimeofday(&old, NULL), EPERM);
        _exit(failures != 0);
    }
    wait(&status);
    CHECK(status == 0);
}

static void *busy(void *stop) {
    while (!*(volatile int *)stop) compute();
    return NULL;
}

static void processor_clocks(void) {
    clockid_t clock;
    CHECK(clock_getcpuclockid(0, &clock) == 0);
    CHECK(clock_getcpuclockid(getpid(), &clock) == 0);
    double before = seconds(clock);
    compute();
    CHECK(seconds(clock) > before);
    CHECK(clock_getcpuclockid(99999, &clock) != 0);

    const pid_t child = fork();
    if (child == 0)
        for (;;) compute();
    CHECK(clock_getcpuclockid(child, &clock) == 0);
    before = seconds(clock);
    while (seconds(clock) < before + 0.05) usleep(1000);
    kill(child, SIGKILL);
    wait(NULL);

    volatile int stop = 0;
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, busy, (void *)&stop) == 0);
    CHECK(pthread_getcpuclockid(thread, &clock) == 0);
    before = seconds(clock);
    while (seconds(clock) < before + 0.05) usleep(1000);
    stop = 1;
    pthread_join(thread, NULL);
    CHECK(pthread_getcpuclockid(pthread_self(), &clock) == 0);
    CHECK(seconds(clock) <= seconds(CLOCK_THREAD_CPUTIME_ID));
}

static void interval(int which, int signal_number) {
    struct sigaction action = {.sa_handler = count, .sa_flags = SA_RESTART};
    sigaction(signal_number, &action, NULL);
    came = 0;
    const struct itimerval every = {{0, 20000}, {0, 20000}}, never = {{0, 0}, {0, 0}};
    struct itimerval left;
    CHECK(setitimer(which, &every, NULL) == 0);
    CHECK(getitimer(which, &left) == 0);
    CHECK(left.it_interval.tv_usec == 20000 && left.it_value.tv_usec <= 30000);
    while (came < 3) compute();
    CHECK(setitimer(which, &never, &left) == 0);
    CHECK(left.it_interval.tv_usec == 20000);
    CHECK(getitimer(which, &left) == 0);
    CHECK(left.it_value.tv_sec == 0 && left.it_value.tv_usec == 0);
}

static void on_timer(int number, siginfo_t *info, void *context) {
    (void)number, (void)context;
    CHECK(info->si_code == SI_TIMER);
    CHECK(info->si_value.sival_int == 42);
    if (came++ == 0) first_overrun = info->si_overrun;
    if (asking) CHECK(timer_getoverrun(asked_for_overrun) == info->si_overrun);
}

static void processor_timer(clockid_t clock) {
    struct sigaction action = {.sa_sigaction = on_timer, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigaction(SIGRTMIN, &action, NULL);
    came = 0;
    struct sigevent event = {
        .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value = {42}};
    timer_t timer;
    CHECK(timer_create(clock, &event, &timer) == 0);
    const double begin = seconds(clock);
    const struct itimerspec once = {.it_value = {0, 30000000}};
    CHECK(timer_settime(timer, 0, &once, NULL) == 0);
    while (came == 0) compute();
    CHECK(seconds(clock) - begin >= 0.03);
    CHECK(timer_delete(timer) == 0);
    CHECK(timer_delete(timer) != 0);
}

static void overrun(void) {
    sigset_t mask, old;
    sigemptyset(&mask);
    sigaddset(&mask, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &mask, &old);
    came = 0;
    struct sigevent event = {
        .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value = {42}};
    timer_t timer;
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    const struct itimerspec often = {{0, 1000000}, {0, 1000000}};
    CHECK(timer_settime(timer, 0, &often, NULL) == 0);
    usleep(50000);
    asked_for_overrun = timer;
    asking = 1;
    sigprocmask(SIG_SETMASK, &old, NULL);
    while (came == 0) compute();
    asking = 0;  // a signal that is on its way now comes when the timer has gone
    timer_delete(timer);
    CHECK(first_overrun >= 20);
}

static int notified;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static void notify(union sigval value) {
    pthread_mutex_lock(&mutex);
    notified += value.sival_int;
    pthread_cond_signal(&condition);
    pthread_mutex_unlock(&mutex);
}

static void by_thread(void) {
    struct sigevent event = {
        .sigev_notify = SIGEV_THREAD, .sigev_notify_function = notify, .sigev_value = {1}};
    timer_t timer;
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    const struct itimerspec often = {{0, 2000000}, {0, 2000000}};
    CHECK(timer_settime(timer, 0, &often, NULL) == 0);
    pthread_mutex_lock(&mutex);
    while (notified < 3) pthread_cond_wait(&condition, &mutex);
    pthread_mutex_unlock(&mutex);
    CHECK(timer_delete(timer) == 0);
}

int main(void) {
    calendar();
    processor_clocks();
    interval(ITIMER_VIRTUAL, SIGVTALRM);
    interval(ITIMER_PROF, SIGPROF);
    processor_timer(CLOCK_PROCESS_CPUTIME_ID);
    processor_timer(CLOCK_THREAD_CPUTIME_ID);
    overrun();
    by_thread();
    return finish();
}
