// What programs look for in /proc, as far as it is the same on every machine.
#include "fs_test.h"

/** The first `count` bytes of a file. */
static void show_head(const char *path, int count) {
    char text[256] = "";
    const int fd = open(path, O_RDONLY);
    ssize_t size = read(fd, text, (size_t)count);
    printf("%s: ", path);
    for (ssize_t i = 0; i < size; ++i) putchar(text[i] ? text[i] : '|');
    puts("");
    close(fd);
}

int main(int argc, char **argv) {
    (void)argc;
    char path[64], link[256] = "", line[512] = "";
    int pid = 0, parent = 0;
    char name[32] = "", state = 0;
    FILE *f = fopen("/proc/self/stat", "r");
    printf("%d fields\n", fscanf(f, "%d (%31[^)]) %c %d", &pid, name, &state, &parent));
    printf("own pid %d, parent %d, name %s, state %c\n", pid == getpid(), parent == getppid(), name,
           state);
    fclose(f);
    snprintf(path, sizeof path, "/proc/%d/comm", getpid());
    f = fopen(path, "r");
    printf("comm: %s", fgets(line, sizeof line, f));
    fclose(f);
    SHOW(readlink("/proc/self", link, sizeof link) > 0 && atoi(link) == getpid());
    SHOW(access("/proc/1/stat", R_OK));
    SHOW(access("/proc/999999999", F_OK));
    memset(link, 0, sizeof link);
    char cwd[256];
    getcwd(cwd, sizeof cwd);
    readlink("/proc/self/cwd", link, sizeof link - 1);
    SHOW(strcmp(link, cwd));
    memset(link, 0, sizeof link);
    readlink("/proc/self/exe", link, sizeof link - 1);
    SHOW(strcmp(link, argv[0]));
    f = fopen("/proc/self/cmdline", "r");
    const size_t size = fread(line, 1, sizeof line, f);
    SHOW(size == strlen(argv[0]) + 1 && strcmp(line, argv[0]) == 0);
    fclose(f);
    show_head("/proc/meminfo", 9);
    show_head("/proc/sys/kernel/ostype", 5);
    double up = 0;
    f = fopen("/proc/uptime", "r");
    SHOW(fscanf(f, "%lf", &up) == 1 && up > 0);
    fclose(f);
    f = fopen("/proc/self/mounts", "r");
    int root = 0, proc = 0;
    while (fgets(line, sizeof line, f)) {
        root += strstr(line, " / ") != 0;
        proc += strstr(line, " /proc proc ") != 0;
    }
    printf("root mounted %d, proc mounted %d\n", root, proc);
    DONE(open("/proc/nothing", O_RDONLY));
    SHOW(mkdir("/proc/x", 0755));
    SHOW(unlink("/proc/uptime"));
    return 0;
}
