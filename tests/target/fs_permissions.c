// Who may do what: the test runs as root and asks as somebody else.
#include <sys/wait.h>

#include "fs_test.h"

static void as(uid_t uid, gid_t gid, void (*step)(void)) {
    fflush(stdout);
    if (fork() == 0) {
        if (setgid(gid) || setuid(uid)) perror("setuid");
        step();
        fflush(stdout);
        _exit(0);
    }
    wait(0);
}

static void stranger(void) {
    puts("-- a stranger");
    DONE(open("public", O_RDONLY));
    DONE(open("public", O_WRONLY));
    DONE(open("secret", O_RDONLY));
    DONE(open("closed/file", O_RDONLY));
    DONE(open("new", O_CREAT | O_WRONLY, 0644));
    SHOW(unlink("public"));
    SHOW(chmod("public", 0777));
    SHOW(chown("public", 1000, 1000));
    SHOW(access("secret", R_OK));
    SHOW(access("public", R_OK));
    SHOW(access("public", W_OK));
    SHOW(access("public", X_OK));
    SHOW(truncate("public", 0));
    DONE(open("sticky/mine", O_CREAT | O_WRONLY, 0644));
    SHOW(unlink("sticky/roots"));
    SHOW(rename("sticky/roots", "sticky/x"));
    SHOW(unlink("sticky/mine"));
    SHOW(mknod("sticky/device", S_IFCHR | 0666, 0x103));
    SHOW(mknod("sticky/fifo", S_IFIFO | 0666, 0));
}

static void member(void) {
    puts("-- a member of the group");
    DONE(open("secret", O_RDONLY));
    DONE(open("secret", O_WRONLY));
}

static void owner(void) {
    puts("-- the owner");
    DONE(open("owned", O_RDONLY));
    SHOW(chmod("owned", 04755));
    show_mode("owned");
    const int fd = open("owned", O_WRONLY);
    SHOW(write(fd, "x", 1));
    show_mode("owned");
    SHOW(chown("owned", 1000, 2000));
    SHOW(chown("owned", 1001, (gid_t)-1));
    SHOW(chown("owned", 1000, 1000));
    SHOW(utimensat(AT_FDCWD, "public", 0, 0));
    SHOW(utimensat(AT_FDCWD, "owned", 0, 0));
}

int main(void) {
    umask(0);
    chmod(".", 0755);
    make_file("public", "text");
    make_file("secret", "text");
    make_file("owned", "text");
    chmod("public", 0644);
    chmod("secret", 0640);
    SHOW(chown("secret", 0, 500));
    SHOW(chown("owned", 1000, 1000));
    chmod("owned", 0000);
    mkdir("closed", 0700);
    make_file("closed/file", "");
    mkdir("sticky", 01777);
    make_file("sticky/roots", "");
    as(1234, 1234, stranger);
    as(1234, 500, member);
    as(1000, 1000, owner);
    puts("-- root");
    SHOW(access("secret", W_OK));
    SHOW(access("secret", X_OK));
    SHOW(access("owned", X_OK));
    SHOW(access("nothing", F_OK));
    SHOW(chmod("public", 0107777));
    show_mode("public");
    SHOW(chown("public", 7, 8));
    show_mode("public");
    mkdir("group", 02775);
    chown("group", 0, 42);
    chmod("group", 02775);
    SHOW(mkdir("group/sub", 0755));
    make_file("group/file", "");
    show_mode("group/sub");
    show_mode("group/file");
    umask(027);
    SHOW(mkdir("masked", 0777));
    show_mode("masked");
    return 0;
}
