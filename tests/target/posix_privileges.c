/* What a process may do by its effective user, and what it is told of its capabilities. */
#include "fs_test.h"
#include "in_child.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#ifndef AT_EACCESS
#define AT_EACCESS 0x200
#endif
#define NO_PROCESS 4000000

/* capget(2); musl has no header for it. */
enum { CAP_KILL = 5, CAP_SETUID = 7 };
enum { VERSION_1 = 0x19980330, VERSION_2 = 0x20071026, VERSION_3 = 0x20080522 };
struct cap_header {
    uint32_t version;
    int pid;
};
struct cap_data {
    uint32_t effective, permitted, inheritable;
};

static long capget(struct cap_header *header, struct cap_data *data) {
    return syscall(SYS_capget, header, data);
}
static long capset(struct cap_header *header, struct cap_data *data) {
    return syscall(SYS_capset, header, data);
}

static void show_sets(void) {
    struct cap_header header = {VERSION_3, 0};
    struct cap_data sets[2];
    if (capget(&header, sets) != 0) return;
    printf("kill %u %u %u setuid %u %u %u\n", sets[0].effective >> CAP_KILL & 1,
           sets[0].permitted >> CAP_KILL & 1, sets[0].inheritable >> CAP_KILL & 1,
           sets[0].effective >> CAP_SETUID & 1, sets[0].permitted >> CAP_SETUID & 1,
           sets[0].inheritable >> CAP_SETUID & 1);
}

static void versions(void) {
    struct cap_header header = {VERSION_1, 0};
    struct cap_data sets[3] = {{7, 7, 7}, {7, 7, 7}, {7, 7, 7}};
    SHOW(capget(&header, sets));
    printf("%u %u\n", sets[0].effective >> CAP_KILL & 1, sets[1].effective);
    header.version = VERSION_2;
    SHOW(capget(&header, sets));
    printf("%d %u\n", sets[1].effective != 7, sets[2].effective);
    header.version = 5;
    SHOW(capget(&header, sets));
    printf("%x\n", header.version);
    header.version = 5;
    SHOW(capget(&header, NULL));
    SHOW(capset(&header, NULL));
    header.version = 5;
    SHOW(capset(&header, sets));
    header.pid = -1;
    SHOW(capget(&header, sets));
    header.pid = NO_PROCESS;
    SHOW(capget(&header, sets));
    SHOW(capset(&header, sets));
    header.pid = 0;
    SHOW(capget(NULL, sets));
    SHOW(capset(&header, NULL));
}

static void dropped(void) {
    struct cap_header header = {VERSION_3, 0};
    struct cap_data sets[2];
    show_sets();
    SHOW(capget(&header, sets));
    sets[0].effective &= ~(1u << CAP_KILL);
    SHOW(capset(&header, sets));
    show_sets();
    sets[0].effective |= 1u << CAP_KILL;
    sets[0].inheritable |= 1u << CAP_SETUID;
    SHOW(capset(&header, sets));
    show_sets();
    sets[0].permitted &= ~(1u << CAP_KILL);
    SHOW(capset(&header, sets));
    sets[0].effective &= ~(1u << CAP_KILL);
    SHOW(capset(&header, sets));
    show_sets();
    sets[0].permitted |= 1u << CAP_KILL;
    SHOW(capset(&header, sets));
}

static void other_user(void) {
    SHOW(seteuid(1000));
    show_sets();
    SHOW(seteuid(0));
    show_sets();
    SHOW(setresuid(1000, 1000, 1000));
    show_sets();
}

static void kept(void) {
    SHOW(prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0));
    SHOW(setresuid(1000, 1000, 1000));
    show_sets();
}

static void effective_user(void) {
    const pid_t self = getpid();
    SHOW(setpriority(PRIO_PROCESS, (id_t)self, 5));
    SHOW(seteuid(1000));
    SHOW(syscall(SYS_faccessat2, AT_FDCWD, "secret", R_OK, 0));
    SHOW(syscall(SYS_faccessat2, AT_FDCWD, "secret", R_OK, AT_EACCESS));
    SHOW(chdir("closed"));
    SHOW(fchdir(open("closed", O_RDONLY | O_DIRECTORY)));
    DONE(open("theirs", O_RDONLY));
    DONE(open("theirs", O_RDONLY | O_NOATIME));
    SHOW(setpriority(PRIO_PROCESS, (id_t)getppid(), -3));
    SHOW(setpriority(PRIO_PROCESS, (id_t)self, 2));
    SHOW(setpriority(PRIO_PROCESS, (id_t)self, 7));
}

static volatile sig_atomic_t flags_in_handler = -1;
static void once(int signal, siginfo_t *info, void *context) {
    (void)info, (void)context;
    struct sigaction now;
    sigaction(signal, NULL, &now);
    flags_in_handler = (now.sa_flags & SA_SIGINFO ? 1 : 0) | (now.sa_flags & SA_RESTART ? 2 : 0) |
                       (now.sa_handler == SIG_DFL ? 4 : 0) |
                       (sigismember(&now.sa_mask, SIGUSR2) ? 8 : 0);
}

static void handled_once(void) {
    struct sigaction action = {.sa_sigaction = once,
                               .sa_flags = SA_SIGINFO | SA_RESETHAND | SA_RESTART};
    sigaddset(&action.sa_mask, SIGUSR2);
    SHOW(sigaction(SIGUSR1, &action, NULL));
    raise(SIGUSR1);
    printf("%d\n", (int)flags_in_handler);
}

static int tell[2], go_on[2];
static void *thread(void *nothing) {
    const pid_t id = (pid_t)syscall(SYS_gettid);
    char byte;
    if (write(tell[1], &id, sizeof id) != sizeof id || read(go_on[0], &byte, 1) < 0) return tell;
    return nothing;
}

static void signal_by_thread(void) {
    pthread_t made;
    pid_t id;
    if (pipe(tell) != 0 || pipe(go_on) != 0 || pthread_create(&made, NULL, thread, NULL) != 0 ||
        read(tell[0], &id, sizeof id) != sizeof id)
        return;
    struct sigaction action = {.sa_sigaction = once, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    flags_in_handler = -1;
    SHOW(kill(id, SIGUSR1));
    SHOW(kill(NO_PROCESS, SIGUSR1));
    SHOW((long)write(go_on[1], "x", 1));
    pthread_join(made, NULL);
    printf("%d\n", flags_in_handler != -1);
}

static void clone_arguments(void) {
    struct {
        uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, rest[4];
    } given = {0};
    given.rest[3] = 1;
    SHOW(syscall(SYS_clone3, &given, sizeof given));
    SHOW(syscall(SYS_clone3, &given, 63ul));
    SHOW(syscall(SYS_clone3, &given, 100000ul));
    given.rest[3] = 0;
    given.stack = (uint64_t)(uintptr_t)&given;
    SHOW(syscall(SYS_clone3, &given, 64ul));
    given.stack = 0;
    given.stack_size = 4096;
    SHOW(syscall(SYS_clone3, &given, 64ul));
    given.stack_size = 0;
    given.flags = CLONE_PARENT;
    given.exit_signal = SIGCHLD;
    SHOW(syscall(SYS_clone3, &given, 64ul));
}

int main(void) {
    close(open("secret", O_CREAT | O_WRONLY, 0600));
    close(open("theirs", O_CREAT | O_WRONLY, 0644));
    mkdir("closed", 0744);
    in_child(versions);
    in_child(dropped);
    in_child(other_user);
    in_child(kept);
    in_child(effective_user);
    handled_once();
    signal_by_thread();
    clone_arguments();
    return 0;
}
