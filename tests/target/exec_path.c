/* What /proc/self/exe says of a program that was executed through links, and through itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void print_name(const char *how) {
    char link[4096] = "", *name;
    struct stat by_link, by_name;
    ssize_t length = readlink("/proc/self/exe", link, sizeof link - 1);
    name = strrchr(link, '/');
    printf("%s: %d %s %s\n", how, length > 0, name ? name + 1 : "none",
           stat("/proc/self/exe", &by_link) == 0 && stat(link, &by_name) == 0 &&
                   by_link.st_ino == by_name.st_ino
               ? "same file"
               : "other file");
    fflush(stdout);
}

static void run(const char *path, const char *how) {
    pid_t child = fork();
    if (child == 0) {
        execl(path, "again", how, (char *)0);
        perror(path);
        _exit(1);
    }
    int status;
    waitpid(child, &status, 0);
    if (status != 0) printf("%s: status %x\n", how, (unsigned)status);
}

int main(int argc, char **argv) {
    if (argc > 1) {
        print_name(argv[1]);
        if (strcmp(argv[1], "itself") == 0) {
            execl("/proc/self/exe", "again", "itself twice", (char *)0);
            perror("/proc/self/exe");
        }
        return 0;
    }
    char own[4096] = "", folder[] = "/tmp/exec_path.XXXXXX", link[64], relative[64];
    if (readlink("/proc/self/exe", own, sizeof own - 1) < 0 || !mkdtemp(folder)) return 1;
    run("/proc/self/exe", "itself");
    snprintf(link, sizeof link, "%s/link", folder);
    if (symlink(own, link) != 0) return 1;
    run(link, "link");
    snprintf(relative, sizeof relative, "%s/relative", folder);
    if (symlink("link", relative) != 0) return 1;
    run(relative, "link to a link");
    unlink(relative);
    unlink(link);
    rmdir(folder);
    return 0;
}
