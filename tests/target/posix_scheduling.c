// glibc: Scheduling policies: what is told, what is inherited, who may change it, and that real
// time comes first.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "posix_test.h"

/* musl's functions of these names only say ENOSYS. */
static long set_policy(pid_t id, int policy, int priority) {
    const struct sched_param parameters = {.sched_priority = priority};
    return syscall(SYS_sched_setscheduler, id, policy, &parameters);
}
static long policy_of(pid_t id) { return syscall(SYS_sched_getscheduler, id); }
static long priority_of(pid_t id) {
    struct sched_param parameters;
    const long result = syscall(SYS_sched_getparam, id, &parameters);
    return result == 0 ? parameters.sched_priority : result;
}

static void bounds(void) {
    CHECK(sched_get_priority_min(SCHED_FIFO) == 1 && sched_get_priority_max(SCHED_FIFO) == 99);
    CHECK(sched_get_priority_min(SCHED_RR) == 1 && sched_get_priority_max(SCHED_RR) == 99);
    CHECK(sched_get_priority_min(SCHED_OTHER) == 0 && sched_get_priority_max(SCHED_OTHER) == 0);
    CHECK_ERROR(sched_get_priority_max(77), EINVAL);
    CHECK_ERROR(set_policy(0, SCHED_FIFO, 0), EINVAL);
    CHECK_ERROR(set_policy(0, SCHED_FIFO, 100), EINVAL);
    CHECK_ERROR(set_policy(0, SCHED_OTHER, 1), EINVAL);
    CHECK_ERROR(set_policy(0, 77, 0), EINVAL);
    CHECK_ERROR(set_policy(-1, SCHED_OTHER, 0), EINVAL);
    CHECK_ERROR(set_policy(99999, SCHED_OTHER, 0), ESRCH);
    CHECK_ERROR(policy_of(99999), ESRCH);
    CHECK_ERROR(syscall(SYS_sched_getparam, 0, NULL), EINVAL);
}

static void of_children(void) {
    CHECK(policy_of(0) == SCHED_OTHER && priority_of(0) == 0);
    CHECK(set_policy(0, SCHED_RR, 7) == 0);
    CHECK(policy_of(0) == SCHED_RR && priority_of(getpid()) == 7);
    struct timespec turn = {-1, -1};
    CHECK(syscall(SYS_sched_rr_get_interval, 0, &turn) == 0);
    CHECK(turn.tv_sec == 0 && turn.tv_nsec > 0);
    const struct sched_param nine = {.sched_priority = 9};
    CHECK(syscall(SYS_sched_setparam, 0, &nine) == 0);
    int status;
    if (fork() == 0) {
        CHECK(policy_of(0) == SCHED_RR && priority_of(0) == 9);
        CHECK(setuid(1000) == 0);
        CHECK(set_policy(0, SCHED_RR, 3) == 0);
        CHECK_ERROR(set_policy(0, SCHED_RR, 4), EPERM);
        CHECK(set_policy(0, SCHED_OTHER, 0) == 0);
        CHECK_ERROR(set_policy(0, SCHED_FIFO, 1), EPERM);
        CHECK_ERROR(set_policy(getppid(), SCHED_OTHER, 0), EPERM);
        _exit(failures);
    }
    wait(&status);
    CHECK(status == 0);
    CHECK(set_policy(0, SCHED_RR | SCHED_RESET_ON_FORK, 9) == 0);
    CHECK(policy_of(0) == (SCHED_RR | SCHED_RESET_ON_FORK));
    if (fork() == 0) _exit(policy_of(0) != SCHED_OTHER);
    wait(&status);
    CHECK(status == 0);
    CHECK(set_policy(0, SCHED_BATCH, 0) == 0 && policy_of(0) == SCHED_BATCH);
    CHECK(set_policy(0, SCHED_OTHER, 0) == 0);
}

static void *of_thread(void *unused) {
    (void)unused;
    const pid_t id = (pid_t)syscall(SYS_gettid);
    return (void *)(policy_of(id) * 100 + priority_of(id));
}

static void of_threads(void) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    const struct sched_param five = {.sched_priority = 5};
    CHECK(pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED) == 0);
    CHECK(pthread_attr_setschedpolicy(&attributes, SCHED_FIFO) == 0);
    CHECK(pthread_attr_setschedparam(&attributes, &five) == 0);
    pthread_t thread;
    void *result;
    CHECK(pthread_create(&thread, &attributes, of_thread, NULL) == 0);
    pthread_join(thread, &result);
    CHECK((long)result == SCHED_FIFO * 100 + 5);
    const struct sched_param three = {.sched_priority = 3};
    CHECK(pthread_setschedparam(pthread_self(), SCHED_RR, &three) == 0);
    int policy;
    struct sched_param found;
    CHECK(pthread_getschedparam(pthread_self(), &policy, &found) == 0);
    CHECK(policy == SCHED_RR && found.sched_priority == 3);
    CHECK(pthread_create(&thread, NULL, of_thread, NULL) == 0);
    pthread_join(thread, &result);
    CHECK((long)result == SCHED_RR * 100 + 3);
    CHECK(set_policy(0, SCHED_OTHER, 0) == 0);
}

/** One child computes in real time, as many as there are processors with the usual policy: it comes
 * first on its own. */
static void comes_first(void) {
    pid_t others[8];
    for (int i = 0; i < 8; ++i) {
        others[i] = fork();
        if (others[i] == 0)
            for (;;) continue;
    }
    volatile unsigned long sum = 0;
    CHECK(set_policy(0, SCHED_FIFO, 20) == 0);
    struct timespec wall[2], own[2];
    clock_gettime(CLOCK_MONOTONIC, &wall[0]);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own[0]);
    for (unsigned i = 0; i < 100000000; ++i) sum += i;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own[1]);
    clock_gettime(CLOCK_MONOTONIC, &wall[1]);
    CHECK(set_policy(0, SCHED_OTHER, 0) == 0);
    const double passed = (double)(wall[1].tv_sec - wall[0].tv_sec) +
                          (double)(wall[1].tv_nsec - wall[0].tv_nsec) / 1e9;
    const double used =
        (double)(own[1].tv_sec - own[0].tv_sec) + (double)(own[1].tv_nsec - own[0].tv_nsec) / 1e9;
    CHECK(used > passed * 0.6);
    for (int i = 0; i < 8; ++i) kill(others[i], SIGKILL);
    for (int i = 0; i < 8; ++i) wait(NULL);
}

static void in_proc(void) {
    CHECK(setpriority(PRIO_PROCESS, 0, 5) == 0);
    CHECK(set_policy(0, SCHED_FIFO, 11) == 0);
    long nice = 0, priority = 0;
    unsigned long policy = 0, real_time = 0;
    FILE *file = fopen("/proc/self/stat", "r");
    char word[64];
    for (int field = 1; fscanf(file, "%63s", word) == 1; ++field) {
        if (field == 18) priority = strtol(word, NULL, 10);
        if (field == 19) nice = strtol(word, NULL, 10);
        if (field == 40) real_time = strtoul(word, NULL, 10);
        if (field == 41) policy = strtoul(word, NULL, 10);
    }
    fclose(file);
    printf("nice %ld, priority %ld, policy %lu, in real time %lu\n", nice, priority, policy,
           real_time);
}

int main(void) {
    bounds();
    of_children();
    of_threads();
    comes_first();
    in_proc();
    return finish();
}
