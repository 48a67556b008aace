// glibc
/* POSIX message queues: priorities, limits, times, notices, readiness, what children share. */
#include "posix_test.h"

#include <fcntl.h>
#include <limits.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

static char name[32];

static mqd_t make(int flags, long messages, long size) {
    struct mq_attr a = {.mq_maxmsg = messages, .mq_msgsize = size};
    mq_unlink(name);
    const mqd_t q = mq_open(name, O_RDWR | O_CREAT | O_EXCL | flags, 0600, &a);
    CHECK(q >= 0);
    return q;
}

static struct timespec from_now(long ms) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += ms % 1000 * 1000000;
    t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

static void names(void) {
    struct mq_attr a = {.mq_maxmsg = 2, .mq_msgsize = 16};
    CHECK_ERROR(mq_open(name, O_RDONLY), ENOENT);
    CHECK_ERROR(mq_unlink(name), ENOENT);
    CHECK_ERROR(mq_open("/a/b", O_RDWR | O_CREAT, 0600, NULL), EACCES);
    CHECK_ERROR(mq_open("/..", O_RDWR | O_CREAT, 0600, NULL), EACCES);
    CHECK_ERROR(mq_open("/", O_RDWR | O_CREAT, 0600, NULL), ENOENT);
    char long_name[300] = "/";
    memset(long_name + 1, 'n', 256);
    CHECK_ERROR(mq_open(long_name, O_RDWR | O_CREAT, 0600, NULL), ENAMETOOLONG);
    a.mq_maxmsg = 0;
    CHECK_ERROR(mq_open(name, O_RDWR | O_CREAT, 0600, &a), EINVAL);
    a.mq_maxmsg = -1;
    CHECK_ERROR(mq_open(name, O_RDWR | O_CREAT, 0600, &a), EINVAL);
    a = (struct mq_attr){.mq_maxmsg = 2, .mq_msgsize = 0};
    CHECK_ERROR(mq_open(name, O_RDWR | O_CREAT, 0600, &a), EINVAL);
    CHECK_ERROR(mq_open(name, O_RDWR | O_CREAT | O_WRONLY, 0600, &a), EINVAL);
    const mqd_t q = make(0, 2, 16);
    CHECK_ERROR(mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &a), EEXIST);
    /* What is there keeps its limits. */
    a = (struct mq_attr){.mq_maxmsg = 5, .mq_msgsize = 50};
    const mqd_t same = mq_open(name, O_RDONLY | O_CREAT, 0600, &a);
    CHECK(same >= 0 && mq_getattr(same, &a) == 0 && a.mq_maxmsg == 2 && a.mq_msgsize == 16);
    CHECK(fcntl(q, F_GETFD) == FD_CLOEXEC);
    struct stat s;
    CHECK(fstat(q, &s) == 0 && S_ISREG(s.st_mode) && (s.st_mode & 0777) == 0600);
    CHECK_ERROR(mq_send(same, "x", 1, 0), EBADF);
    static char large[10000];
    CHECK_ERROR(mq_send(same, large, sizeof large, 0), EBADF);
    CHECK(mq_unlink(name) == 0);
    CHECK_ERROR(mq_open(name, O_RDONLY), ENOENT);
    /* It lives on for those who have it open. */
    char text[16];
    CHECK(mq_send(q, "kept", 5, 0) == 0 && mq_receive(same, text, sizeof text, NULL) == 5);
    CHECK(strcmp(text, "kept") == 0);
    CHECK(mq_close(q) == 0 && mq_close(same) == 0);
    CHECK_ERROR(mq_close(q), EBADF);
}

static void priorities(void) {
    const mqd_t q = make(O_NONBLOCK, 4, 8);
    struct mq_attr a;
    char text[8];
    unsigned priority;
    CHECK_ERROR(mq_receive(q, text, sizeof text, NULL), EAGAIN);
    CHECK_ERROR(mq_receive(q, text, 7, NULL), EMSGSIZE);
    CHECK(mq_send(q, "low", 4, 1) == 0 && mq_send(q, "high", 5, 32767) == 0);
    CHECK(mq_send(q, "low2", 5, 1) == 0 && mq_send(q, "", 0, 2) == 0);
    CHECK_ERROR(mq_send(q, "more", 4, 0), EAGAIN);
    CHECK_ERROR(mq_send(q, "too long!", 9, 0), EMSGSIZE);
    CHECK_ERROR(mq_send(q, "x", 1, 32768), EINVAL);
    CHECK_ERROR(mq_send(q, text, 100000, 0), EMSGSIZE);
    CHECK(mq_getattr(q, &a) == 0 && a.mq_curmsgs == 4 && a.mq_flags == O_NONBLOCK);
    CHECK(mq_receive(q, text, 8, &priority) == 5 && priority == 32767 && strcmp(text, "high") == 0);
    CHECK(mq_receive(q, text, 8, &priority) == 0 && priority == 2);
    CHECK(mq_receive(q, text, 8, &priority) == 4 && priority == 1 && strcmp(text, "low") == 0);
    CHECK(mq_receive(q, text, 8, &priority) == 5 && strcmp(text, "low2") == 0);
    CHECK_ERROR(mq_receive(q, text, 8, NULL), EAGAIN);
    /* Bad addresses. */
    CHECK_ERROR(mq_send(q, (char *)16, 8, 0), EFAULT);
    a.mq_flags = O_APPEND;
    CHECK_ERROR(mq_setattr(q, &a, NULL), EINVAL);
    a.mq_flags = 0;
    struct mq_attr old;
    CHECK(mq_setattr(q, &a, &old) == 0 && old.mq_flags == O_NONBLOCK);
    CHECK(mq_getattr(q, &a) == 0 && a.mq_flags == 0 && (fcntl(q, F_GETFL) & O_NONBLOCK) == 0);
    CHECK_ERROR(mq_getattr(0, &a), EBADF);
    CHECK_ERROR(mq_send(0, "x", 1, 0), EBADF);
    CHECK(mq_close(q) == 0);
}

static void nothing(int signal) { (void)signal; }

static void times(void) {
    const mqd_t q = make(0, 1, 8);
    char text[8];
    struct timespec soon = from_now(30), bad = {0, 1000000000}, past = {1, 0};
    CHECK_ERROR(mq_timedreceive(q, text, 8, NULL, &soon), ETIMEDOUT);
    CHECK_ERROR(mq_timedreceive(q, text, 8, NULL, &past), ETIMEDOUT);
    CHECK_ERROR(mq_timedreceive(q, text, 8, NULL, &bad), EINVAL);
    CHECK(mq_timedsend(q, "one", 4, 0, &past) == 0); /* there is room */
    soon = from_now(30);
    CHECK_ERROR(mq_timedsend(q, "two", 4, 0, &soon), ETIMEDOUT);
    CHECK(mq_timedreceive(q, text, 8, NULL, &past) == 4);
    /* A signal ends the wait, or not, as its handler was set. */
    struct sigaction act = {.sa_handler = nothing};
    sigaction(SIGALRM, &act, NULL);
    struct itimerval once = {.it_value = {0, 20000}};
    setitimer(ITIMER_REAL, &once, NULL);
    CHECK_ERROR(mq_receive(q, text, 8, NULL), EINTR);
    act.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &act, NULL);
    setitimer(ITIMER_REAL, &once, NULL);
    soon = from_now(200);
    CHECK_ERROR(mq_timedreceive(q, text, 8, NULL, &soon), ETIMEDOUT);
    CHECK(mq_close(q) == 0);
}

/* A child sends what the parent waits for, and waits itself until there is room. */
static void between_processes(void) {
    const mqd_t q = make(0, 2, 8);
    enum { rounds = 200 };
    const pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < rounds; i++) CHECK(mq_send(q, (char *)&i, sizeof i, 3) == 0);
        _exit(failures);
    }
    for (int i = 0; i < rounds; i++) {
        int got[2] = {-1};
        CHECK(mq_receive(q, (char *)got, 8, NULL) == sizeof(int) && got[0] == i);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(mq_close(q) == 0);
}

static void readiness(void) {
    const mqd_t q = make(0, 1, 8);
    struct pollfd p = {.fd = q, .events = POLLIN | POLLOUT};
    CHECK(poll(&p, 1, 0) == 1 && p.revents == POLLOUT);
    const pid_t child = fork();
    if (child == 0) {
        CHECK(mq_send(q, "x", 1, 0) == 0);
        _exit(failures);
    }
    p.events = POLLIN;
    CHECK(poll(&p, 1, -1) == 1 && p.revents == POLLIN);
    p.events = POLLIN | POLLOUT;
    CHECK(poll(&p, 1, 0) == 1 && p.revents == POLLIN);
    waitpid(child, NULL, 0);
    CHECK(mq_close(q) == 0);
}

static volatile siginfo_t told;
static volatile int notices;
static void notice(int signal, siginfo_t *info, void *context) {
    (void)context;
    told = *info;
    notices += signal == SIGRTMIN + 1;
}

static void signals(void) {
    const mqd_t q = make(O_NONBLOCK, 3, 8);
    char text[8];
    struct sigaction act = {.sa_sigaction = notice, .sa_flags = SA_SIGINFO};
    sigaction(SIGRTMIN + 1, &act, NULL);
    struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 1};
    e.sigev_value.sival_int = 4711;
    struct sigevent bad = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = 1000};
    CHECK_ERROR(mq_notify(q, &bad), EINVAL);
    bad.sigev_notify = 77;
    CHECK_ERROR(mq_notify(q, &bad), EINVAL);
    CHECK_ERROR(mq_notify(0, &e), EBADF);
    CHECK(mq_notify(q, NULL) == 0); /* there was none */
    CHECK(mq_notify(q, &e) == 0);
    CHECK_ERROR(mq_notify(q, &e), EBUSY);
    const pid_t child = fork();
    if (child == 0) {
        /* Another process's notice is not its to take or end. */
        CHECK_ERROR(mq_notify(q, &e), EBUSY);
        CHECK(mq_notify(q, NULL) == 0);
        CHECK(mq_send(q, "a", 1, 0) == 0);
        _exit(failures);
    }
    int status;
    while (waitpid(child, &status, 0) != child) {
    }
    CHECK(status == 0);
    CHECK(notices == 1 && told.si_code == SI_MESGQ && told.si_pid == child &&
          told.si_value.sival_int == 4711 && told.si_uid == getuid());
    /* Once, and only for a message to the empty queue. */
    CHECK(mq_notify(q, &e) == 0 && mq_send(q, "b", 1, 0) == 0 && notices == 1);
    CHECK(mq_receive(q, text, 8, NULL) == 1 && mq_receive(q, text, 8, NULL) == 1);
    CHECK(mq_send(q, "c", 1, 0) == 0 && notices == 2);
    CHECK(mq_receive(q, text, 8, NULL) == 1 && mq_send(q, "d", 1, 0) == 0 && notices == 2);
    CHECK(mq_receive(q, text, 8, NULL) == 1);
    /* Closing any descriptor of the queue ends the notice. */
    CHECK(mq_notify(q, &e) == 0);
    const mqd_t again = mq_open(name, O_WRONLY);
    CHECK(mq_close(again) == 0 && mq_send(q, "e", 1, 0) == 0 && notices == 2);
    CHECK(mq_receive(q, text, 8, NULL) == 1);
    /* A dead process's notice is no more. */
    const pid_t dead = fork();
    if (dead == 0) _exit(mq_notify(q, &e) != 0);
    CHECK(waitpid(dead, &status, 0) == dead && status == 0);
    CHECK(mq_notify(q, &e) == 0);
    CHECK(mq_close(q) == 0);
}

/* Nor does exec leave one to the new program. */
static void replaced(const char *self) {
    const mqd_t q = make(O_NONBLOCK, 3, 8);
    struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    int ends[2], back[2], status;
    char byte;
    CHECK(pipe(ends) == 0 && pipe(back) == 0);
    const pid_t child = fork();
    if (child == 0) {
        if (mq_notify(q, &e) != 0) _exit(1);
        char out[12], in[12];
        snprintf(out, sizeof out, "%d", ends[1]);
        snprintf(in, sizeof in, "%d", back[0]);
        execl(self, self, out, in, (char *)0);
        _exit(2);
    }
    CHECK(read(ends[0], &byte, 1) == 1);
    CHECK(mq_send(q, "x", 1, 0) == 0);
    CHECK(write(back[1], "x", 1) == 1);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(mq_close(q) == 0);
}
static int after_exec(int out, int in) {
    char byte;
    return write(out, "x", 1) == 1 && read(in, &byte, 1) == 1 ? 0 : 3;
}

static sem_t came;
static void in_thread(union sigval value) {
    CHECK(value.sival_int == 99);
    sem_post(&came);
}
static void threads(void) {
    const mqd_t q = make(0, 3, 8);
    sem_init(&came, 0, 0);
    struct sigevent e = {.sigev_notify = SIGEV_THREAD};
    e.sigev_notify_function = in_thread;
    e.sigev_value.sival_int = 99;
    CHECK(mq_notify(q, &e) == 0);
    CHECK(mq_send(q, "x", 1, 0) == 0);
    while (sem_wait(&came) != 0) {
    }
    CHECK(mq_close(q) == 0);
}

/* The user's queues together have a limit. */
static void room(void) {
    char other[64];
    int made = 0, error = 0;
    for (; made < 64 && error == 0; made++) {
        snprintf(other, sizeof other, "%s-%d", name, made);
        struct mq_attr a = {.mq_maxmsg = 10, .mq_msgsize = 8192};
        const mqd_t q = mq_open(other, O_RDWR | O_CREAT | O_EXCL, 0600, &a);
        if (q < 0)
            error = errno;
        else
            mq_close(q);
    }
    CHECK(error == EMFILE && made > 4);
    for (int i = 0; i < made; i++) {
        snprintf(other, sizeof other, "%s-%d", name, i);
        mq_unlink(other);
    }
    const mqd_t q = make(0, 10, 8192);
    CHECK(mq_close(q) == 0);
}

/* What a killed sender waited to send does not arrive. */
static void killed_sender(void) {
    struct mq_attr one = {.mq_maxmsg = 1, .mq_msgsize = 8};
    char other[40], byte[8];
    snprintf(other, sizeof other, "%s.killed", name);
    const mqd_t queue = mq_open(other, O_RDWR | O_CREAT | O_NONBLOCK, 0600, &one);
    CHECK(queue != (mqd_t)-1 && mq_send(queue, "a", 1, 0) == 0);
    int ready[2];
    CHECK(pipe(ready) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const mqd_t waiting = mq_open(other, O_WRONLY);
        if (write(ready[1], "", 1) != 1) _exit(1);
        mq_send(waiting, "b", 1, 0);
        _exit(0);
    }
    CHECK(read(ready[0], byte, 1) == 1);
    /* Waiting for a message queue or not: the process sleeps. */
    char path[40], line[200];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)child);
    for (int asleep = 0; asleep < 3;) {
        FILE *file = fopen(path, "r");
        const char *state = file && fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
        if (file) fclose(file);
        CHECK(state != NULL);
        asleep = state == NULL || state[2] == 'S' ? asleep + 1 : 0;
        sched_yield();
    }
    int status;
    CHECK(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child);
    CHECK(mq_receive(queue, byte, sizeof byte, NULL) == 1 && byte[0] == 'a');
    CHECK_ERROR(mq_receive(queue, byte, sizeof byte, NULL), EAGAIN);
    CHECK(mq_close(queue) == 0 && mq_unlink(other) == 0);
    close(ready[0]);
    close(ready[1]);
}

int main(int count, char **arguments) {
    alarm(120);
    if (count == 3) return after_exec(atoi(arguments[1]), atoi(arguments[2]));
    snprintf(name, sizeof name, "/posix_mqueue.%d", (int)getpid());
    names();
    priorities();
    times();
    between_processes();
    readiness();
    signals();
    replaced(arguments[0]);
    threads();
    room();
    killed_sender();
    CHECK(mq_unlink(name) == 0);
    return finish();
}
