/* Supplementary groups give access to files; who may link what; orphans go to a subreaper. */
#include "fs_test.h"
#include "in_child.h"

#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static void as_member(void) {
    gid_t found[8];
    SHOW(setgroups(3, (gid_t[]){500, 200, 300}));
    SHOW(getgroups(8, found));
    printf("%u %u %u\n", found[0], found[1], found[2]);
    SHOW(setresgid(100, 100, 100));
    SHOW(setresuid(1000, 1000, 1000));
    DONE(open("theirs", O_RDONLY));
    DONE(open("theirs", O_WRONLY));
    SHOW(access("theirs", R_OK));
    DONE(open("folder/inside", O_RDONLY));
    DONE(open("folder", O_RDONLY));
    SHOW(link("theirs", "open/linked"));
    SHOW(link("writable", "open/writable"));
    SHOW(link("privileged", "open/privileged"));
    DONE(open("open/own", O_CREAT | O_WRONLY, 0644));
    SHOW(link("open/own", "open/again"));
    SHOW(chown("open/own", -1, 300));
    SHOW(chown("open/own", -1, 400));
    SHOW(chmod("open/own", 02755));
    show_mode("open/own");
    SHOW(chown("open/own", -1, 100));
    SHOW(setgroups(0, NULL));
}

static void as_stranger(void) {
    SHOW(setgroups(1, (gid_t[]){201}));
    SHOW(setresgid(100, 100, 100));
    SHOW(setresuid(1000, 1000, 1000));
    DONE(open("theirs", O_RDONLY));
}

static void subreaper(void) {
    int value = -1, status, ends[2];
    SHOW(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
    SHOW(prctl(PR_GET_CHILD_SUBREAPER, &value, 0, 0, 0));
    printf("%d\n", value);
    if (pipe(ends) < 0) return;
    fflush(stdout);
    if (fork() == 0) {
        prctl(PR_GET_CHILD_SUBREAPER, &value, 0, 0, 0);
        printf("inherited %d\n", value);
        fflush(stdout);
        if (fork() == 0) {
            char byte;
            _exit(read(ends[0], &byte, 1) == 1 ? 7 : 1);
        }
        _exit(0);
    }
    wait(&status);
    printf("child %d\n", WEXITSTATUS(status));
    if (write(ends[1], "x", 1) != 1) return;
    printf("%s\n", wait(&status) > 0 ? "an orphan" : "nobody");
    printf("orphan %d\n", WEXITSTATUS(status));
}

int main(void) {
    chmod(".", 0755);
    make_file("theirs", "x");
    make_file("writable", "x");
    make_file("privileged", "x");
    mkdir("folder", 0755);
    make_file("folder/inside", "x");
    mkdir("open", 0777);
    chmod("open", 0777);
    if (chown("theirs", 0, 200) || chmod("theirs", 0640) || chmod("writable", 0666) ||
        chmod("privileged", 04777) || chown("folder", 0, 200) || chmod("folder", 0710))
        return 1;
    in_child(as_member);
    in_child(as_stranger);
    subreaper();
    return 0;
}
