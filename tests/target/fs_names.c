// Names: making, linking, moving and removing them, with every error that has a rule.
#include <sys/syscall.h>

#include "fs_test.h"

enum { no_replace = 1, exchange = 2 };

static int rename2(const char *old, const char *path, unsigned flags) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, old, AT_FDCWD, path, flags);
}

static void directories(void) {
    puts("-- directories");
    SHOW(mkdir("d", 0755));
    SHOW(mkdir("d", 0755));
    SHOW(mkdir("d/e/f", 0755));
    SHOW(mkdir("d/e/", 0700));
    SHOW(mkdir("/", 0755));
    SHOW(mkdir(".", 0755));
    SHOW(mkdir("", 0755));
    show_mode("d");
    show_mode("d/e");
    SHOW(rmdir("d"));
    SHOW(rmdir("d/e/."));
    SHOW(rmdir("d/e/.."));
    SHOW(rmdir("d/e/"));
    SHOW(rmdir("d/e"));
    make_file("f", "f");
    SHOW(rmdir("f"));
    SHOW(mkdir("f/x", 0755));
    SHOW(unlink("d"));
    SHOW(unlink("f/"));
    SHOW(unlink("nothing"));
    show_mode("d");
}

static void links(void) {
    puts("-- links");
    SHOW(link("f", "g"));
    show_mode("f");
    SHOW(link("d", "d2"));
    SHOW(link("f", "g"));
    SHOW(link("nothing", "h"));
    SHOW(unlink("f"));
    show_mode("g");
    SHOW(symlink("g", "s"));
    SHOW(symlink("", "s2"));
    SHOW(symlink("g", "s"));
    show_mode("s");
    show_file("s");
    SHOW(linkat(AT_FDCWD, "s", AT_FDCWD, "s3", 0));
    SHOW(linkat(AT_FDCWD, "s", AT_FDCWD, "g3", AT_SYMLINK_FOLLOW));
    show_mode("s3");
    show_mode("g3");
    char text[8];
    SHOW(readlink("s", text, sizeof text));
    SHOW(readlink("g", text, sizeof text));
    SHOW(symlink("a long target", "long"));
    SHOW(readlink("long", text, 4));
    SHOW(symlink("loop", "loop"));
    DONE(open("loop", O_RDONLY));
    DONE(open("loop/x", O_RDONLY));
    DONE(open("s", O_RDONLY | O_NOFOLLOW));
    SHOW(symlink("made-by-link", "dangling"));
    DONE(open("dangling", O_RDONLY));
    DONE(open("dangling", O_RDWR | O_CREAT | O_EXCL, 0600));
    DONE(open("dangling", O_RDWR | O_CREAT, 0600));
    show_mode("made-by-link");
    SHOW(symlink("d", "to-d"));
    SHOW(rmdir("to-d"));
    SHOW(unlink("to-d/"));
    SHOW(mkdir("to-d/inside", 0755));
    show_mode("d");
    SHOW(rmdir("d/inside"));
}

static void renames(void) {
    puts("-- renames");
    make_file("a", "a");
    make_file("b", "b");
    mkdir("m", 0755);
    mkdir("n", 0755);
    SHOW(rename("a", "b"));
    show_file("b");
    SHOW(rename("a", "c"));
    SHOW(rename("b", "m"));
    SHOW(rename("m", "b"));
    SHOW(rename("b", "new/"));
    SHOW(rename("m", "n/m"));
    show_mode("n");
    SHOW(rename("n", "n/m/x"));
    SHOW(rename("n", "n/x"));
    SHOW(rename("n/m", "n"));
    SHOW(rename("n", "n"));
    SHOW(rename("n/.", "x"));
    SHOW(rename("n", ".."));
    mkdir("o", 0755);
    SHOW(rename("o", "n"));
    SHOW(rename("n/m", "o"));
    show_mode("n");
    show_mode("o");
    SHOW(rename("o/", "p/"));
    SHOW(link("b", "b2"));
    SHOW(rename("b", "b2"));
    show_mode("b");
    make_file("x", "x");
    SHOW(rename2("x", "b", no_replace));
    SHOW(rename2("x", "y", no_replace));
    SHOW(rename2("y", "b", exchange));
    show_file("y");
    show_file("b");
    SHOW(rename2("y", "n", exchange));
    show_mode("y");
    SHOW(rename2("y", "nothing", exchange));
    SHOW(rename2("y", "b", exchange | no_replace));
    SHOW(rename2("y", "b", 64));
}

static void relative(void) {
    puts("-- relative to descriptors");
    mkdir("r1", 0755);
    mkdir("r2", 0755);
    const int one = open("r1", O_RDONLY | O_DIRECTORY), two = open("r2", O_PATH | O_DIRECTORY);
    const int file = openat(one, "f", O_CREAT | O_RDWR, 0644);
    SHOW(write(file, "relative", 8));
    SHOW(renameat(one, "f", two, "g"));
    show_file("r2/g");
    SHOW(linkat(two, "g", one, "h", 0));
    SHOW(symlinkat("../r2/g", one, "s"));
    show_file("r1/s");
    SHOW(unlinkat(one, "h", 0));
    SHOW(mkdirat(two, "d", 0700));
    SHOW(unlinkat(two, "d", 0));
    SHOW(unlinkat(two, "d", AT_REMOVEDIR));
    SHOW(faccessat(one, "s", R_OK, 0));
    struct stat s;
    SHOW(fstatat(one, "s", &s, AT_SYMLINK_NOFOLLOW));
    SHOW(S_ISLNK(s.st_mode));
    SHOW(fstatat(file, "x", &s, 0));
    SHOW(fstatat(99, "x", &s, 0));
    SHOW(renameat(one, "nothing", two, "x"));
    SHOW(rename("r1", "r2/r1"));
    SHOW(fstatat(one, "../g", &s, 0));
    SHOW(fchdir(two));
    show_file("g");
    SHOW(chdir("../"));
    close(one);
    close(two);
    close(file);
}

static void lengths(void) {
    puts("-- lengths");
    char name[300], path[5000];
    memset(name, 'x', sizeof name);
    name[255] = 0;
    SHOW(mkdir(name, 0755));
    SHOW(rmdir(name));
    name[255] = 'x';
    name[256] = 0;
    SHOW(mkdir(name, 0755));
    memset(path, '/', sizeof path);
    path[4095] = 0;
    SHOW(access(path, F_OK));
    path[4095] = '/';
    path[4096] = 0;
    SHOW(access(path, F_OK));
}

static void removed(void) {
    puts("-- a removed directory");
    mkdir("gone", 0755);
    SHOW(chdir("gone"));
    SHOW(rmdir("../gone"));
    DONE(open("f", O_CREAT | O_RDWR, 0644));
    SHOW(mkdir("d", 0755));
    char path[4096];
    SHOW(getcwd(path, sizeof path) ? 0 : -1);
    SHOW(access(".", F_OK));
}

int main(void) {
    umask(022);
    directories();
    links();
    renames();
    relative();
    lengths();
    removed();
    return 0;
}
