// What programs look for in /sys: how many processors there are.
#include "fs_test.h"

#include <sched.h>

/** The end of a file that holds "0" or "0-END"; -1 if it does not. */
static int last_of(const char *path) {
    char text[32] = "";
    const int fd = open(path, O_RDONLY);
    const ssize_t size = read(fd, text, sizeof text - 1);
    close(fd);
    if (size < 2 || text[0] != '0' || text[size - 1] != '\n') return -1;
    return text[1] == '-' ? atoi(text + 2) : 0;
}

int main(void) {
    cpu_set_t mine;
    sched_getaffinity(0, sizeof mine, &mine);
    const int last = CPU_COUNT(&mine) - 1;
    printf("online %d\n", last_of("/sys/devices/system/cpu/online") == last);
    printf("present %d\n", last_of("/sys/devices/system/cpu/present") == last);
    printf("possible %d\n", last_of("/sys/devices/system/cpu/possible") >= last);
    char path[64];
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d", last);
    SHOW(access(path, X_OK));
    SHOW(access("/sys/devices/system/cpu/cpu999", F_OK));
    SHOW(access("/sys/block", R_OK | X_OK));
    SHOW(access("/sys/dev/block/.", R_OK));
    SHOW(access("/sys/1", F_OK));
    return 0;
}
