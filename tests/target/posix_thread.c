// Threads: creation, joining, mutexes, conditions, thread-local storage, signals to threads, robust
// mutexes. glibc
#include "posix_test.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static long counter;
static __thread long local = 7;

static void *count_up(void *argument) {
    for (int i = 0; i < 2000; i++) {
        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
        local++;
    }
    CHECK(local == 2007);
    return argument;
}

static void joining(void) {
    pthread_t threads[8];
    for (long i = 0; i < 8; i++) CHECK(pthread_create(&threads[i], NULL, count_up, (void *)i) == 0);
    for (long i = 0; i < 8; i++) {
        void *result;
        CHECK(pthread_join(threads[i], &result) == 0 && result == (void *)i);
    }
    CHECK(counter == 8 * 2000 && local == 7);
}

static int turn;
static void *player(void *argument) {
    int me = (int)(long)argument;
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&mutex);
        while (turn != me) pthread_cond_wait(&condition, &mutex);
        turn = !me;
        pthread_cond_broadcast(&condition);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}
static void conditions(void) {
    pthread_t threads[2];
    for (long i = 0; i < 2; i++) pthread_create(&threads[i], NULL, player, (void *)i);
    for (int i = 0; i < 2; i++) CHECK(pthread_join(threads[i], NULL) == 0);
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_nsec += 20000000;
    if (limit.tv_nsec >= 1000000000) limit.tv_sec++, limit.tv_nsec -= 1000000000;
    pthread_mutex_lock(&mutex);
    CHECK(pthread_cond_timedwait(&condition, &mutex, &limit) == ETIMEDOUT);
    pthread_mutex_unlock(&mutex);
}

static volatile int handled_by;
static void note_thread(int signal) {
    (void)signal;
    handled_by = (int)syscall(SYS_gettid);
}
static sem_t ready, done;
static int worker_tid;
static void *signalled(void *argument) {
    (void)argument;
    worker_tid = (int)syscall(SYS_gettid);
    sem_post(&ready);
    while (sem_wait(&done) != 0) {
    }
    return NULL;
}
static void signals(void) {
    struct sigaction action = {.sa_handler = note_thread};
    sigaction(SIGUSR1, &action, NULL);
    sem_init(&ready, 0, 0);
    sem_init(&done, 0, 0);
    pthread_t thread;
    pthread_create(&thread, NULL, signalled, NULL);
    sem_wait(&ready);
    CHECK(worker_tid != getpid());
    CHECK(pthread_kill(thread, SIGUSR1) == 0);
    for (int i = 0; i < 200 && handled_by == 0; i++) usleep(1000);
    CHECK(handled_by == worker_tid);
    /* Blocked in the main thread, a signal to the process is the other's. */
    handled_by = 0;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    kill(getpid(), SIGUSR1);
    for (int i = 0; i < 200 && handled_by == 0; i++) usleep(1000);
    CHECK(handled_by == worker_tid);
    sem_post(&done);
    pthread_join(thread, NULL);
    /* Now nobody takes it but sigwait. */
    int got = 0;
    kill(getpid(), SIGUSR1);
    CHECK(sigwait(&set, &got) == 0 && got == SIGUSR1);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static void *wait_for_signal(void *argument) {
    sigset_t set;
    int got = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sem_post(&ready);
    CHECK(sigwait(&set, &got) == 0);
    *(int *)argument = got;
    return NULL;
}
static void waiting_thread(void) {
    sigset_t set;
    int got = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_t thread;
    pthread_create(&thread, NULL, wait_for_signal, &got);
    sem_wait(&ready);
    usleep(5000);
    kill(getpid(), SIGUSR2);
    pthread_join(thread, NULL);
    CHECK(got == SIGUSR2);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static void *exit_process(void *argument) {
    usleep(10000);
    _exit((int)(long)argument);
}
static void *run_program(void *argument) {
    (void)argument;
    char *arguments[] = {"sh", "-c", "exit 6", NULL};
    execv("/bin/sh", arguments);
    _exit(99);
}
static void ends(void) {
    int status, pid;
    fflush(stdout);
    if ((pid = fork()) == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, exit_process, (void *)4L);
        for (;;) pause();
    }
    CHECK(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 4);
    if ((pid = fork()) == 0) { /* the main thread first */
        pthread_t thread;
        pthread_create(&thread, NULL, exit_process, (void *)5L);
        pthread_exit(NULL);
    }
    CHECK(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 5);
    if ((pid = fork()) == 0) { /* exec from another thread ends the first */
        pthread_t thread;
        pthread_create(&thread, NULL, run_program, NULL);
        for (;;) pause();
    }
    CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 6);
}

static void *die_with_mutex(void *argument) {
    CHECK(pthread_mutex_lock(argument) == 0);
    return NULL;
}
static void robust(void) {
    pthread_mutexattr_t attributes;
    pthread_mutex_t owned;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&owned, &attributes);
    pthread_t thread;
    pthread_create(&thread, NULL, die_with_mutex, &owned);
    pthread_join(thread, NULL);
    CHECK(pthread_mutex_lock(&owned) == EOWNERDEAD);
    CHECK(pthread_mutex_consistent(&owned) == 0);
    CHECK(pthread_mutex_unlock(&owned) == 0);
}

static void shared_between_processes(void) {
    sem_t *semaphore = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(semaphore != MAP_FAILED && sem_init(semaphore, 1, 0) == 0);
    int pid = fork(), status;
    if (pid == 0) {
        usleep(10000);
        sem_post(semaphore);
        _exit(0);
    }
    CHECK(sem_wait(semaphore) == 0);
    waitpid(pid, &status, 0);
}

static void *detached(void *argument) {
    sem_post(argument);
    return NULL;
}
static void many(void) {
    sem_t count;
    sem_init(&count, 0, 0);
    for (int i = 0; i < 100; i++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, detached, &count) == 0);
        pthread_detach(thread);
    }
    for (int i = 0; i < 100; i++) sem_wait(&count);
}

int main(void) {
    joining();
    conditions();
    signals();
    waiting_thread();
    ends();
    robust();
    shared_between_processes();
    many();
    return finish();
}
