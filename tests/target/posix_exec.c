// Exec: arguments, environment, descriptors, scripts, what is kept and what is not, what cannot be
// executed. glibc
#include "posix_test.h"

#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const char *program;

static int run(const char *path, char *const arguments[], char *const environment[]) {
    int status, pid;
    fflush(stdout);
    if ((pid = fork()) == 0) {
        execve(path, arguments, environment);
        _exit(errno == ENOENT    ? 101
              : errno == EACCES  ? 102
              : errno == ENOEXEC ? 103
              : errno == E2BIG   ? 104
              : errno == EFAULT  ? 105
              : errno == ENOTDIR ? 106
              : errno == ELOOP   ? 107
                                 : 120);
    }
    CHECK(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
static void write_file(const char *path, const void *data, size_t size, int mode) {
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0700);
    CHECK(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);
    chmod(path, (mode_t)mode);
}

static int show(int argc, char **argv) {
    extern char **environ;
    if (strcmp(argv[1], "count") == 0) return argc - 2;
    if (strcmp(argv[1], "env") == 0)
        return getenv("NAME") && strcmp(getenv("NAME"), "value") == 0 && environ[1] == NULL ? 0 : 1;
    if (strcmp(argv[1], "fds") == 0)
        return (fcntl(20, F_GETFD) >= 0) + 2 * (fcntl(21, F_GETFD) >= 0);
    if (strcmp(argv[1], "signals") == 0) {
        struct sigaction action;
        sigset_t mask;
        int result = 0;
        sigaction(SIGUSR1, NULL, &action);
        result |= action.sa_handler == SIG_DFL ? 0 : 1;
        sigaction(SIGUSR2, NULL, &action);
        result |= action.sa_handler == SIG_IGN ? 0 : 2;
        sigprocmask(SIG_SETMASK, NULL, &mask);
        return result | (sigismember(&mask, SIGHUP) ? 0 : 4);
    }
    if (strcmp(argv[1], "auxv") == 0) {
        if (getauxval(AT_PAGESZ) != 4096 || getauxval(AT_RANDOM) == 0 || getauxval(AT_PHDR) == 0)
            return 1;
        if (getauxval(AT_UID) != getuid() || getauxval(AT_SECURE) != 0) return 2;
        const char *name = (const char *)getauxval(AT_EXECFN);
        return name && strcmp(name, program) == 0 ? 0 : 3;
    }
    if (strcmp(argv[1], "long") == 0) return strlen(argv[2]) == 100000 && argc == 3 ? 0 : 1;
    return 99;
}

static void arguments(void) {
    char *none[] = {NULL}, *environment[] = {"NAME=value", NULL};
    char *count[] = {"x", "count", "a", "b", "", NULL};
    CHECK(run(program, count, none) == 3);
    char *env[] = {"x", "env", NULL};
    CHECK(run(program, env, environment) == 0);
    char *auxv[] = {"x", "auxv", NULL};
    CHECK(run(program, auxv, none) == 0);
    char *text = malloc(200001);
    memset(text, 'a', 200000);
    text[100000] = 0;
    char *lengthy[] = {"x", "long", text, NULL};
    CHECK(run(program, lengthy, none) == 0);
    text[100000] = 'a';
    text[200000] = 0;
    CHECK(run(program, lengthy, none) == 104); /* one string over 128 KiB */
    text[100000] = 0;
    char **crowd = calloc(64, sizeof *crowd);
    for (int i = 0; i < 63; i++) crowd[i] = text;
    CHECK(run(program, crowd, none) == 104); /* over a quarter of the stack in all */
    CHECK(run(program, (char *const *)8, none) == 105);
    free(crowd);
    free(text);
}

static void handler(int signal) { (void)signal; }
static void kept(void) {
    char *none[] = {NULL};
    int fd = open("/dev/null", O_RDONLY);
    CHECK(dup2(fd, 20) == 20 && fcntl(fd, F_DUPFD_CLOEXEC, 21) == 21);
    char *fds[] = {"x", "fds", NULL};
    CHECK(run(program, fds, none) == 1);
    close(fd), close(20), close(21);
    signal(SIGUSR1, handler);
    signal(SIGUSR2, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    char *signals[] = {"x", "signals", NULL};
    CHECK(run(program, signals, none) == 0);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    signal(SIGUSR2, SIG_DFL);
}

static void scripts(void) {
    char *none[] = {NULL}, *arguments[] = {"x", "one", "two", NULL};
    const char *simple =
        "#!/bin/sh\n[ \"$1 $2 $#\" = \"one two 2\" ] && [ \"$0\" = /tmp/posix_exec_script ] && "
        "exit 42\n";
    write_file("/tmp/posix_exec_script", simple, strlen(simple), 0755);
    CHECK(run("/tmp/posix_exec_script", arguments, none) == 42);
    const char *option = "#! /bin/sh  -e \nfalse\nexit 1\n";
    write_file("/tmp/posix_exec_script", option, strlen(option), 0755);
    CHECK(run("/tmp/posix_exec_script", arguments, none) == 1);
    const char *absent = "#!/no/such/thing\n";
    write_file("/tmp/posix_exec_script", absent, strlen(absent), 0755);
    CHECK(run("/tmp/posix_exec_script", arguments, none) == 101);
    const char *itself = "#!/tmp/posix_exec_script\n";
    write_file("/tmp/posix_exec_script", itself, strlen(itself), 0755);
    CHECK(run("/tmp/posix_exec_script", arguments, none) == 107);
    unlink("/tmp/posix_exec_script");
}

static void refused(void) {
    char *none[] = {NULL}, *arguments[] = {"x", NULL};
    const char *path = "/tmp/posix_exec_file";
    CHECK(run("/no/such/file", arguments, none) == 101);
    CHECK(run("/tmp", arguments, none) == 102);
    CHECK(run("/dev/null/x", arguments, none) == 106);
    write_file(path, "hello", 5, 0755);
    CHECK(run(path, arguments, none) == 103);
    write_file(path, "", 0, 0755);
    CHECK(run(path, arguments, none) == 103);
    CHECK(run(path, arguments, none) != 0);
    Elf64_Ehdr header;
    int fd = open(program, O_RDONLY);
    CHECK(read(fd, &header, sizeof header) == sizeof header);
    close(fd);
    write_file(path, &header, sizeof header, 0644);
    CHECK(run(path, arguments, none) == 102);
    Elf64_Ehdr bad = header;
    bad.e_machine = 0x7777;
    write_file(path, &bad, sizeof bad, 0755);
    CHECK(run(path, arguments, none) == 103);
    bad = header;
    bad.e_phnum = 0;
    write_file(path, &bad, sizeof bad, 0755);
    CHECK(run(path, arguments, none) != 0);
    write_file(path, &header, 40, 0755);
    CHECK(run(path, arguments, none) == 103);
    unlink(path);
}

int main(int argc, char **argv) {
    program = argv[0][0] == '/' ? argv[0] : realpath(argv[0], NULL);
    if (argc > 1) {
        program = (const char *)getauxval(AT_EXECFN);
        return show(argc, argv);
    }
    arguments();
    kept();
    scripts();
    refused();
    return finish();
}
