// Signals: handlers, masks, restarts, waiting, alternate stacks, faults. glibc
#include "posix_test.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>

static volatile sig_atomic_t count, last, depth, deepest;
static siginfo_t seen;

static void counting(int signal) {
    count++;
    last = signal;
    if (++depth > deepest) deepest = depth;
    depth--;
}
static void informed(int signal, siginfo_t *info, void *context) {
    (void)context;
    last = signal;
    seen = *info;
    count++;
}

static void install(int signal, void (*handler)(int), int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    CHECK(sigaction(signal, &action, NULL) == 0);
}
static void install_info(int signal, int flags) {
    struct sigaction action = {.sa_sigaction = informed, .sa_flags = SA_SIGINFO | flags};
    CHECK(sigaction(signal, &action, NULL) == 0);
}

static void basics(void) {
    install(SIGUSR1, counting, 0);
    count = 0;
    CHECK(raise(SIGUSR1) == 0 && count == 1 && last == SIGUSR1);
    CHECK(kill(getpid(), SIGUSR1) == 0 && count == 2);
    struct sigaction old;
    CHECK(sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler == counting);
    CHECK_ERROR(sigaction(SIGKILL, &old, NULL), EINVAL);
    install(SIGUSR1, counting, SA_RESETHAND);
    raise(SIGUSR1);
    CHECK(sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler == SIG_DFL);
    install(SIGUSR1, SIG_IGN, 0);
    count = 0;
    CHECK(raise(SIGUSR1) == 0 && count == 0);
}

static void masks(void) {
    sigset_t set, old, pending;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    install(SIGUSR1, counting, 0);
    install(SIGUSR2, counting, 0);
    CHECK(sigprocmask(SIG_BLOCK, &set, &old) == 0);
    count = 0;
    raise(SIGUSR2);
    raise(SIGUSR1);
    raise(SIGUSR1);
    CHECK(count == 0);
    CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) &&
          sigismember(&pending, SIGUSR2) && !sigismember(&pending, SIGTERM));
    CHECK(sigprocmask(SIG_SETMASK, &old, NULL) == 0);
    CHECK(count == 2);
    CHECK(sigpending(&pending) == 0 && !sigismember(&pending, SIGUSR1));
    /* Ignoring discards what is pending. */
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    install(SIGUSR1, SIG_IGN, 0);
    install(SIGUSR1, counting, 0);
    count = 0;
    sigprocmask(SIG_SETMASK, &old, NULL);
    CHECK(count == 0);
}

static void queued(void) {
    int signal = SIGRTMIN + 1;
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, &old);
    install_info(signal, 0);
    for (int i = 0; i < 3; i++) {
        union sigval value = {.sival_int = 10 + i};
        CHECK(sigqueue(getpid(), signal, value) == 0);
    }
    siginfo_t info;
    for (int i = 0; i < 3; i++) {
        CHECK(sigwaitinfo(&set, &info) == signal);
        CHECK(info.si_value.sival_int == 10 + i && info.si_code == SI_QUEUE &&
              info.si_pid == getpid());
    }
    struct timespec none = {0, 1000000};
    CHECK_ERROR(sigtimedwait(&set, &info, &none), EAGAIN);
    sigprocmask(SIG_SETMASK, &old, NULL);
}

static void restarts(void) {
    int ends[2], pid;
    char byte;
    CHECK(pipe(ends) == 0);
    for (int restart = 0; restart < 2; restart++) {
        install(SIGUSR1, counting, restart ? SA_RESTART : 0);
        count = 0;
        fflush(stdout);
        if ((pid = fork()) == 0) {
            usleep(30000);
            kill(getppid(), SIGUSR1);
            usleep(30000);
            _exit(write(ends[1], "x", 1) != 1);
        }
        errno = 0;
        ssize_t got = read(ends[0], &byte, 1);
        if (restart)
            CHECK(got == 1);
        else
            CHECK(got == -1 && errno == EINTR);
        CHECK(count == 1);
        if (!restart) CHECK(read(ends[0], &byte, 1) == 1);
        waitpid(pid, NULL, 0);
    }
    /* An ignored signal interrupts nothing; a sleep is never restarted. */
    install(SIGUSR1, SIG_IGN, 0);
    if ((pid = fork()) == 0) {
        usleep(20000);
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    struct timespec sleep = {0, 60000000}, left = {0, 0};
    CHECK(nanosleep(&sleep, &left) == 0);
    waitpid(pid, NULL, 0);
    install(SIGUSR1, counting, SA_RESTART);
    if ((pid = fork()) == 0) {
        usleep(20000);
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    sleep.tv_nsec = 500000000;
    CHECK_ERROR(nanosleep(&sleep, &left), EINTR);
    CHECK(left.tv_sec == 0 && left.tv_nsec > 100000000 && left.tv_nsec < 500000000);
    waitpid(pid, NULL, 0);
    struct pollfd entry = {.fd = ends[0], .events = POLLIN};
    if ((pid = fork()) == 0) {
        usleep(20000);
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    CHECK_ERROR(poll(&entry, 1, 2000), EINTR);
    waitpid(pid, NULL, 0);
}

static void suspended(void) {
    sigset_t set, old, none;
    sigemptyset(&none);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &old);
    install(SIGUSR1, counting, 0);
    count = 0;
    raise(SIGUSR1);
    CHECK_ERROR(sigsuspend(&none), EINTR);
    CHECK(count == 1);
    sigset_t now;
    sigprocmask(SIG_SETMASK, NULL, &now);
    CHECK(sigismember(&now, SIGUSR1));
    sigprocmask(SIG_SETMASK, &old, NULL);
}

static void children(void) {
    install_info(SIGCHLD, 0);
    count = 0;
    int pid = fork();
    if (pid == 0) _exit(5);
    int status;
    while (waitpid(pid, &status, 0) == -1 && errno == EINTR) {
    }
    CHECK(count == 1 && seen.si_pid == pid && seen.si_code == CLD_EXITED && seen.si_status == 5);
    install(SIGCHLD, SIG_IGN, 0);
    if (fork() == 0) _exit(0);
    CHECK_ERROR(wait(&status), ECHILD);
    install(SIGCHLD, SIG_DFL, 0);
}

static sigjmp_buf back;
static void *fault_address;
static int fault_code;
static void faulted(int signal, siginfo_t *info, void *context) {
    (void)context;
    last = signal;
    fault_address = info->si_addr;
    fault_code = info->si_code;
    siglongjmp(back, 1);
}

static void faults(void) {
    struct sigaction action = {.sa_sigaction = faulted, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGILL, &action, NULL);
    sigaction(SIGTRAP, &action, NULL);
    char *volatile bad = (char *)0x1234000;
    if (!sigsetjmp(back, 1)) *bad = 1;
    CHECK(last == SIGSEGV && fault_address == bad && fault_code == SEGV_MAPERR);
    char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (!sigsetjmp(back, 1)) *(volatile char *)page = 1;
    CHECK(last == SIGSEGV && fault_address == page && fault_code == SEGV_ACCERR);
    last = 0;
    if (!sigsetjmp(back, 1)) __builtin_trap();
    CHECK(last == SIGILL || last == SIGTRAP);
    signal(SIGSEGV, SIG_DFL);
    int status, pid = fork();
    if (pid == 0) {
        *bad = 1;
        _exit(0);
    }
    CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    /* System calls with bad addresses are errors, not signals. */
    CHECK_ERROR(write(1, bad, 1), EFAULT);
    int ends[2];
    CHECK(pipe(ends) == 0 && write(ends[1], "ab", 2) == 2);
    CHECK_ERROR(read(ends[0], bad, 1), EFAULT);
    CHECK_ERROR(open(bad, O_RDONLY), EFAULT);
}

static char alternate[65536];
static volatile int on_alternate;
static void check_stack(int signal) {
    (void)signal;
    char here;
    on_alternate = &here >= alternate && &here < alternate + sizeof alternate;
    stack_t now;
    CHECK(sigaltstack(NULL, &now) == 0 && (now.ss_flags & SS_ONSTACK));
}
static void alternate_stacks(void) {
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate}, old;
    stack.ss_flags = SS_ONSTACK | SS_DISABLE;
    CHECK_ERROR(sigaltstack(&stack, NULL), EINVAL);
    stack.ss_flags = 0;
    CHECK(sigaltstack(&stack, &old) == 0);
    install(SIGUSR1, check_stack, SA_ONSTACK);
    raise(SIGUSR1);
    CHECK(on_alternate);
    CHECK(sigaltstack(NULL, &old) == 0 && old.ss_sp == alternate && !(old.ss_flags & SS_ONSTACK));
    stack.ss_flags = SS_DISABLE;
    CHECK(sigaltstack(&stack, NULL) == 0);
}

static volatile double kept;
static void spoil(int signal) {
    (void)signal;
    for (int i = 0; i < 100; i++) kept = (kept + i) * 0.75;
    count++;
}
static void registers_survive(void) {
    install(SIGALRM, spoil, 0);
    struct itimerval timer = {{0, 2000}, {0, 2000}};
    count = 0;
    CHECK(setitimer(ITIMER_REAL, &timer, NULL) == 0);
    double sum = 0;
    unsigned long hash = 1;
    long rounds = 0;
    while (count < 20) {
        sum = 0;
        hash = 1;
        for (int i = 1; i < 2000; i++) {
            sum += 1.0 / i;
            hash = hash * 31 + (unsigned long)i;
        }
        rounds++;
        if (sum < 8.17 || sum > 8.19) break;
    }
    memset(&timer, 0, sizeof timer);
    setitimer(ITIMER_REAL, &timer, NULL);
    double expected_sum = 0;
    unsigned long expected_hash = 1;
    for (int i = 1; i < 2000; i++) {
        expected_sum += 1.0 / i;
        expected_hash = expected_hash * 31 + (unsigned long)i;
    }
    CHECK(count >= 20 && sum == expected_sum && hash == expected_hash && rounds > 0);
}

static void timers(void) {
    install(SIGALRM, counting, 0);
    count = 0;
    CHECK(alarm(100) == 0);
    unsigned left = alarm(0);
    CHECK(left > 98 && left <= 100);
    struct itimerval timer = {{0, 0}, {0, 20000}};
    CHECK(setitimer(ITIMER_REAL, &timer, NULL) == 0);
    CHECK(pause() == -1 && errno == EINTR && count == 1);
}

static void broken_pipe(void) {
    int ends[2];
    CHECK(pipe(ends) == 0);
    close(ends[0]);
    install(SIGPIPE, counting, 0);
    count = 0;
    CHECK_ERROR(write(ends[1], "x", 1), EPIPE);
    CHECK(count == 1 && last == SIGPIPE);
    signal(SIGPIPE, SIG_IGN);
    CHECK_ERROR(write(ends[1], "x", 1), EPIPE);
    close(ends[1]);
}

static void nested(int signal) {
    depth++;
    if (depth > deepest) deepest = depth;
    if (signal == SIGUSR1 && depth == 1 && count == 0) {
        raise(SIGUSR1); /* blocked while its handler runs */
        raise(SIGUSR2);
    }
    depth--;
    count++;
}
static void nesting(void) {
    install(SIGUSR1, nested, 0);
    install(SIGUSR2, nested, 0);
    count = deepest = depth = 0;
    raise(SIGUSR1);
    CHECK(count == 3 && deepest == 2);
    install(SIGUSR1, nested, SA_NODEFER);
    count = deepest = depth = 0;
    raise(SIGUSR1);
    CHECK(count == 3 && deepest == 2);
}

int main(void) {
    basics();
    masks();
    queued();
    restarts();
    suspended();
    children();
    faults();
    alternate_stacks();
    registers_survive();
    timers();
    broken_pipe();
    nesting();
    return finish();
}
