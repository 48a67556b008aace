// glibc
/* System V's shared memory, semaphores and message queues. */
#include "posix_test.h"

#include <sched.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

static void nothing(int signal) { (void)signal; }

static int status_of(pid_t child) {
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

static void segments(void) {
    struct shmid_ds d;
    const int id = shmget(IPC_PRIVATE, 10000, IPC_CREAT | 0640);
    CHECK(id >= 0);
    char *p = shmat(id, NULL, 0), *q = shmat(id, NULL, SHM_RDONLY);
    CHECK(p != (void *)-1 && q != (void *)-1 && p != q);
    CHECK(p[0] == 0 && p[9999] == 0);
    strcpy(p, "shared");
    CHECK(strcmp(q, "shared") == 0);
    const pid_t child = fork();
    if (child == 0) {
        struct shmid_ds inherited;
        CHECK(shmctl(id, IPC_STAT, &inherited) == 0 && inherited.shm_nattch == 4);
        CHECK(strcmp(p, "shared") == 0);
        strcpy(p + 5000, "by the child");
        CHECK(shmdt(q) == 0);
        CHECK_ERROR(shmdt(q), EINVAL);
        _exit(failures);
    }
    CHECK(status_of(child) == 0 && strcmp(q + 5000, "by the child") == 0);
    CHECK(shmctl(id, IPC_STAT, &d) == 0 && d.shm_segsz == 10000 && d.shm_nattch == 2 &&
          d.shm_perm.mode == 0640 && d.shm_perm.uid == 0 && d.shm_cpid == getpid() &&
          d.shm_lpid == child && d.shm_atime != 0 && d.shm_dtime != 0 && d.shm_ctime != 0);
    const pid_t writer = fork();
    if (writer == 0) {
        q[0] = 'x';
        _exit(0);
    }
    CHECK(WTERMSIG(status_of(writer)) == SIGSEGV);
    /* A new program has nothing attached; the memory lives as long as somebody has it. */
    CHECK(shmctl(id, IPC_RMID, NULL) == 0 && shmctl(id, IPC_STAT, &d) == 0);
    CHECK((d.shm_perm.mode & 01000) != 0 && strcmp(p, "shared") == 0);
    CHECK(shmdt(p) == 0 && shmdt(q) == 0);
    CHECK_ERROR(shmctl(id, IPC_STAT, &d), EINVAL);
    CHECK_ERROR(shmat(id, NULL, 0), EINVAL);
}

static void places(void) {
    const int id = shmget(0x1234, 8192, IPC_CREAT | IPC_EXCL | 0600);
    CHECK(shmget(0x1234, 0, 0) == id && shmget(0x1234, 8192, IPC_CREAT) == id);
    CHECK_ERROR(shmget(0x1234, 8192, IPC_CREAT | IPC_EXCL), EEXIST);
    CHECK_ERROR(shmget(0x1234, 8193, 0), EINVAL);
    CHECK_ERROR(shmget(0x4321, 1, 0), ENOENT);
    CHECK_ERROR(shmget(IPC_PRIVATE, 0, 0600), EINVAL);
    char *const room = mmap(NULL, 16384, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK_ERROR(shmat(id, room, 0), EINVAL);
    CHECK(shmat(id, room, SHM_REMAP) == room);
    room[0] = 1;
    CHECK(shmdt(room) == 0);
    munmap(room, 16384);
    CHECK_ERROR(shmat(id, room + 5, 0), EINVAL);
    CHECK(shmat(id, room + 5, SHM_RND) == room && room[0] == 1);
    CHECK_ERROR(shmdt(room + 4096), EINVAL);
    CHECK_ERROR(shmdt(NULL), EINVAL);
    const pid_t other = fork();
    if (other == 0) {
        CHECK(setgid(1000) == 0 && setuid(1000) == 0);
        CHECK_ERROR(shmat(id, NULL, 0), EACCES);
        CHECK_ERROR(shmget(0x1234, 1, 0600), EACCES);
        CHECK_ERROR(shmctl(id, IPC_RMID, NULL), EPERM);
        struct shmid_ds d;
        CHECK_ERROR(shmctl(id, IPC_STAT, &d), EACCES);
        _exit(failures);
    }
    CHECK(status_of(other) == 0);
    struct shmid_ds d;
    CHECK(shmctl(id, IPC_STAT, &d) == 0 && d.shm_perm.__key == 0x1234);
    d.shm_perm.uid = 1000;
    d.shm_perm.mode = 0666;
    CHECK(shmctl(id, IPC_SET, &d) == 0 && shmctl(id, IPC_STAT, &d) == 0);
    CHECK(d.shm_perm.uid == 1000 && d.shm_perm.cuid == 0 && (d.shm_perm.mode & 0777) == 0666);
    CHECK(shmdt(room) == 0 && shmctl(id, IPC_RMID, NULL) == 0);
    CHECK_ERROR(shmctl(id, 99, NULL), EINVAL);
    CHECK_ERROR(shmctl(-1, IPC_RMID, NULL), EINVAL);
}

union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};
static int change(int id, unsigned short index, short by, short flags) {
    struct sembuf operation = {index, by, flags};
    return semop(id, &operation, 1);
}
static void wait_for(int id, int command, int count) {
    while (semctl(id, 0, command) != count) sched_yield();
}

static void semaphores(void) {
    const int id = semget(IPC_PRIVATE, 3, IPC_CREAT | 0600);
    unsigned short values[3] = {1, 2, 3}, found[3];
    CHECK(semctl(id, 0, GETVAL) == 0 && semctl(id, 0, SETALL, (union semun){.array = values}) == 0);
    CHECK(semctl(id, 0, GETALL, (union semun){.array = found}) == 0 &&
          memcmp(values, found, sizeof found) == 0);
    CHECK(semctl(id, 1, SETVAL, (union semun){.val = 7}) == 0 && semctl(id, 1, GETVAL) == 7);
    CHECK_ERROR(semctl(id, 1, SETVAL, (union semun){.val = 40000}), ERANGE);
    CHECK_ERROR(semctl(id, 3, GETVAL), EINVAL);
    /* All or nothing. */
    struct sembuf both[] = {{0, -1, 0}, {2, -4, IPC_NOWAIT}};
    CHECK_ERROR(semop(id, both, 2), EAGAIN);
    CHECK(semctl(id, 0, GETVAL) == 1);
    both[1].sem_op = -3;
    CHECK(semop(id, both, 2) == 0 && semctl(id, 0, GETVAL) == 0 && semctl(id, 2, GETVAL) == 0);
    CHECK(semctl(id, 0, GETPID) == getpid());
    CHECK_ERROR(change(id, 1, 32767, 0), ERANGE);
    CHECK_ERROR(change(id, 5, 1, 0), EFBIG);
    CHECK_ERROR(semop(id, both, 0), EINVAL);
    CHECK_ERROR(semop(id, both, 501), E2BIG);
    CHECK(change(id, 0, 0, 0) == 0);
    /* Waiting for more, and for zero. */
    const pid_t child = fork();
    if (child == 0) _exit(change(id, 0, -2, 0) == 0 ? 3 : 4);
    wait_for(id, GETNCNT, 1);
    CHECK(change(id, 0, 1, 0) == 0 && semctl(id, 0, GETNCNT) == 1 && change(id, 0, 1, 0) == 0);
    CHECK(status_of(child) == 3 << 8 && semctl(id, 0, GETVAL) == 0);
    CHECK(change(id, 0, 2, 0) == 0);
    const pid_t zero = fork();
    if (zero == 0) _exit(change(id, 0, 0, 0) == 0 ? 5 : 6);
    wait_for(id, GETZCNT, 1);
    CHECK(semctl(id, 0, SETVAL, (union semun){.val = 0}) == 0 && status_of(zero) == 5 << 8);
    /* What a process has taken comes back with its end. */
    CHECK(change(id, 0, 5, 0) == 0);
    const pid_t taker = fork();
    if (taker == 0) {
        CHECK(change(id, 0, -4, SEM_UNDO) == 0 && change(id, 0, 1, SEM_UNDO) == 0);
        _exit(semctl(id, 0, GETVAL));
    }
    CHECK(status_of(taker) == 2 << 8 && semctl(id, 0, GETVAL) == 5);
    /* Time, signals, removal. */
    struct sembuf more = {0, -9, 0};
    const struct timespec little = {0, 20000000}, wrong = {0, -1};
    CHECK_ERROR(semtimedop(id, &more, 1, &little), EAGAIN);
    CHECK_ERROR(semtimedop(id, &more, 1, &wrong), EINVAL);
    CHECK(semctl(id, 0, GETNCNT) == 0);
    signal(SIGUSR1, nothing);
    const pid_t sleeper = fork();
    if (sleeper == 0) {
        CHECK_ERROR(semop(id, &more, 1), EINTR);
        CHECK(change(id, 2, 1, 0) == 0);
        CHECK_ERROR(semop(id, &more, 1), EIDRM);
        _exit(failures);
    }
    wait_for(id, GETNCNT, 1);
    kill(sleeper, SIGUSR1);
    CHECK(change(id, 2, -1, 0) == 0);
    wait_for(id, GETNCNT, 1);
    const pid_t killed = fork();
    if (killed == 0) _exit(semop(id, &more, 1));
    wait_for(id, GETNCNT, 2);
    kill(killed, SIGKILL);
    CHECK(WTERMSIG(status_of(killed)) == SIGKILL && semctl(id, 0, GETNCNT) == 1);
    struct semid_ds d;
    CHECK(semctl(id, 0, IPC_STAT, (union semun){.buf = &d}) == 0 && d.sem_nsems == 3 &&
          d.sem_otime != 0 && d.sem_ctime != 0 && d.sem_perm.mode == 0600);
    CHECK(semctl(id, 0, IPC_RMID) == 0 && status_of(sleeper) == 0);
    CHECK_ERROR(semctl(id, 0, GETVAL), EINVAL);
    CHECK_ERROR(semget(IPC_PRIVATE, 0, 0600), EINVAL);
    CHECK_ERROR(semget(IPC_PRIVATE, -1, 0600), EINVAL);
    const int named = semget(77, 2, IPC_CREAT | 0600);
    CHECK(semget(77, 0, 0) == named && semget(77, 2, 0) == named);
    CHECK_ERROR(semget(77, 3, 0), EINVAL);
    CHECK(semctl(named, 0, IPC_RMID) == 0);
}

struct message {
    long type;
    char text[100];
};
static int put(int id, long type, const char *text, int flags) {
    struct message m = {.type = type};
    strcpy(m.text, text);
    return msgsnd(id, &m, strlen(text) + 1, flags);
}
static const char *take(int id, long type, int flags) {
    static struct message m;
    memset(&m, 0, sizeof m);
    return msgrcv(id, &m, sizeof m.text, type, flags) < 0 ? strerror(errno) : m.text;
}
#define TAKES(text, type, flags) CHECK(strcmp(take(id, type, flags), text) == 0)

static void queues(void) {
    const int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    CHECK(put(id, 3, "three", 0) == 0 && put(id, 1, "one", 0) == 0 && put(id, 2, "two", 0) == 0 &&
          put(id, 1, "one again", 0) == 0 && put(id, 3, "last", 0) == 0);
    TAKES("one", 1, 0);
    TAKES("one again", -2, 0);
    TAKES("two", -2, 0);
    TAKES("three", 0, 0);
    CHECK_ERROR(msgrcv(id, &(struct message){0}, 100, 7, IPC_NOWAIT), ENOMSG);
    CHECK_ERROR(msgrcv(id, &(struct message){0}, 100, 3, IPC_NOWAIT | MSG_EXCEPT), ENOMSG);
    struct message few;
    CHECK_ERROR(msgrcv(id, &few, 2, 0, 0), E2BIG);
    CHECK(msgrcv(id, &few, 2, 0, MSG_NOERROR) == 2 && memcmp(few.text, "la", 2) == 0 &&
          few.type == 3);
    CHECK_ERROR(put(id, 0, "", 0), EINVAL);
    CHECK_ERROR(put(id, -1, "", 0), EINVAL);
    CHECK_ERROR(msgsnd(id, &few, 8193, 0), EINVAL);
    CHECK_ERROR(msgrcv(id, &few, (size_t)-1, 0, 0), EINVAL);
    /* Receivers wait, each for its own type. */
    const pid_t child = fork();
    if (child == 0) _exit(strcmp(take(id, 5, 0), "five") == 0 && put(id, 6, "answer", 0) == 0);
    CHECK(put(id, 4, "four", 0) == 0 && put(id, 5, "five", 0) == 0);
    TAKES("answer", 6, 0);
    CHECK(status_of(child) == 1 << 8);
    TAKES("four", 0, 0);
    /* Senders wait for room. */
    static struct {
        long type;
        char text[8192];
    } big = {.type = 1};
    CHECK(msgsnd(id, &big, 8192, 0) == 0 && msgsnd(id, &big, 8192, 0) == 0);
    CHECK_ERROR(msgsnd(id, &big, 1, IPC_NOWAIT), EAGAIN);
    struct msqid_ds d;
    CHECK(msgctl(id, IPC_STAT, &d) == 0 && d.msg_qnum == 2 && d.msg_qbytes == 16384 &&
          d.msg_lspid == getpid() && d.msg_stime != 0);
    const pid_t sender = fork();
    if (sender == 0) _exit(put(id, 9, "at last", 0) == 0 ? 7 : 8);
    CHECK(msgrcv(id, &big, 8192, 0, 0) == 8192);
    TAKES("at last", 9, 0);
    CHECK(status_of(sender) == 7 << 8 && msgrcv(id, &big, 8192, 0, 0) == 8192);
    signal(SIGALRM, nothing);
    const struct sigaction once = {.sa_handler = nothing};
    sigaction(SIGALRM, &once, NULL);
    alarm(1);
    CHECK_ERROR(msgrcv(id, &few, 2, 0, 0), EINTR);
    CHECK(msgctl(id, IPC_STAT, &d) == 0);
    d.msg_qbytes = 100;
    CHECK(msgctl(id, IPC_SET, &d) == 0 && msgctl(id, IPC_STAT, &d) == 0 && d.msg_qbytes == 100);
    CHECK_ERROR(msgsnd(id, &big, 101, IPC_NOWAIT), EAGAIN);
    const pid_t waits = fork();
    if (waits == 0) {
        CHECK_ERROR(msgrcv(id, &few, 2, 0, 0), EIDRM);
        _exit(failures);
    }
    usleep(20000);
    CHECK(msgctl(id, IPC_RMID, NULL) == 0);
    const int status = status_of(waits);
    /* It may have come too late. */
    CHECK(status == 0 || status == 1 << 8);
    CHECK_ERROR(msgsnd(id, &big, 1, 0), EINVAL);
    CHECK_ERROR(msgget(78, 0), ENOENT);
}

/* The tables in /proc, without what differs from run to run. */
static void tables(void) {
    const int a = shmget(5, 100, IPC_CREAT | 0644), b = semget(6, 4, IPC_CREAT | 0600),
              c = msgget(7, IPC_CREAT | 0666);
    CHECK(put(c, 1, "text", 0) == 0);
    const char *const names[] = {"/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg"};
    for (int i = 0; i < 3; i++) {
        char line[400];
        FILE *file = fopen(names[i], "r");
        CHECK(file != NULL && fgets(line, sizeof line, file) != NULL);
        fputs(line, stdout);
        long key, id, mode, size;
        while (fscanf(file, "%ld %ld %lo %ld%399[^\n]", &key, &id, &mode, &size, line) == 5)
            printf("%ld %lo %ld %zu\n", key, mode, size, strlen(line));
        fclose(file);
    }
    struct shminfo limits;
    CHECK(shmctl(0, IPC_INFO, (void *)&limits) >= 0 && limits.shmmin == 1);
    struct shm_info used;
    CHECK(shmctl(0, SHM_INFO, (void *)&used) >= 0 && used.used_ids == 1 && used.shm_tot == 1);
    struct shmid_ds d;
    int found = 0;
    for (int i = 0; i < 100; i++) found += shmctl(i, SHM_STAT, &d) == a;
    CHECK(found == 1);
    CHECK(shmctl(a, IPC_RMID, NULL) == 0 && semctl(b, 0, IPC_RMID) == 0 &&
          msgctl(c, IPC_RMID, NULL) == 0);
}

int main(void) {
    segments();
    places();
    semaphores();
    queues();
    tables();
    return finish();
}
