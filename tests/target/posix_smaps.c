/* What /proc/self/smaps says of a page that a fork shares: as database servers ask. */
#include "posix_test.h"

#include <sys/mman.h>
#include <sys/wait.h>

/* Kilobytes that a line says of the mapping that holds the address; -1: none. */
static long said(const void *address, const char *what) {
    FILE *file = fopen("/proc/self/smaps", "r");
    char line[300];
    unsigned long begin = 0, end = 0, from, to;
    long kilobytes = -1;
    while (file && kilobytes < 0 && fgets(line, sizeof line, file)) {
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2) begin = from, end = to;
        if ((unsigned long)address >= begin && (unsigned long)address < end &&
            strncmp(line, what, strlen(what)) == 0)
            kilobytes = atol(line + strlen(what));
    }
    if (file) fclose(file);
    return kilobytes;
}

int main(void) {
    char *pages = mmap(NULL, 3 * 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    volatile char *page = pages + 4096;
    CHECK(mprotect(pages + 4096, 4096, PROT_READ | PROT_WRITE) == 0);
    CHECK(said(pages + 4096, "Size:") == 4 && said(pages + 4096, "Rss:") == 0);
    *page = 1;
    CHECK(said(pages + 4096, "Rss:") == 4 && said(pages + 4096, "Private_Dirty:") == 4 &&
          said(pages + 4096, "Shared_Dirty:") == 0);
    CHECK(madvise(pages + 4096, 4096, MADV_FREE) == 0);
    *page = 2;
    const pid_t child = fork();
    if (child == 0) {
        const int shared = said(pages + 4096, "Shared_Dirty:") == 4;
        *page = 3;
        _exit(shared && said(pages + 4096, "Private_Dirty:") == 4 &&
                      said(pages + 4096, "Shared_Dirty:") == 0
                  ? 0
                  : 1);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(*page == 2);
    return finish();
}
