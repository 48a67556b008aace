// Reading directories: all entries once, while they change, many of them, positions.
#include <dirent.h>

#include "fs_test.h"

static int compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list(const char *path) {
    DIR *folder = opendir(path);
    if (!folder) {
        printf("%s: %s\n", path, error_name(errno));
        return;
    }
    char *names[64];
    int count = 0;
    for (struct dirent *e; (e = readdir(folder)) && count < 64;) {
        char line[300];
        snprintf(line, sizeof line, "%s type %d", e->d_name, e->d_type);
        names[count++] = strdup(line);
    }
    qsort(names, (size_t)count, sizeof *names, compare);
    for (int i = 0; i < count; ++i) puts(names[i]);
    closedir(folder);
}

static void many(void) {
    puts("-- many");
    enum { count = 3000 };
    static char seen[count];
    mkdir("many", 0755);
    char name[32];
    for (int i = 0; i < count; ++i) {
        snprintf(name, sizeof name, "many/%d", i);
        close(open(name, O_CREAT | O_WRONLY, 0644));
    }
    int total = 0, twice = 0;
    DIR *folder = opendir("many");
    for (struct dirent *e; (e = readdir(folder));) {
        if (e->d_name[0] == '.') continue;
        const int number = atoi(e->d_name);
        ++total;
        twice += seen[number]++;
        snprintf(name, sizeof name, "many/%d", number);
        if (unlink(name)) perror(name);
    }
    closedir(folder);
    printf("%d entries, %d seen twice\n", total, twice);
    SHOW(rmdir("many"));
}

static void positions(void) {
    puts("-- positions");
    mkdir("p", 0755);
    const char *names[] = {"p/a", "p/b", "p/c", "p/d"};
    for (int i = 0; i < 4; ++i) make_file(names[i], "");
    DIR *folder = opendir("p");
    char third[256], again[256];
    readdir(folder);
    readdir(folder);
    const long at = telldir(folder);
    strcpy(third, readdir(folder)->d_name);
    readdir(folder);
    seekdir(folder, at);
    strcpy(again, readdir(folder)->d_name);
    printf("the same after seekdir: %d\n", strcmp(third, again) == 0);
    rewinddir(folder);
    int count = 0;
    while (readdir(folder)) ++count;
    printf("%d after rewinddir\n", count);
    closedir(folder);
}

int main(void) {
    umask(022);
    mkdir("d", 0755);
    mkdir("d/sub", 0755);
    make_file("d/file", "x");
    symlink("file", "d/link");
    mkfifo("d/fifo", 0644);
    list("d");
    list("d/file");
    list("nothing");
    many();
    positions();
    return 0;
}
