/* What /proc/self/smaps says of a page that a fork shares, as database servers ask; maps of very
 * many regions. */
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

static void many_regions(void) {
    enum { regions = 3000 };
    char *whole = mmap(NULL, (regions + 2) * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *pages = whole + 4096;
    CHECK(whole != MAP_FAILED && mprotect(pages, regions * 4096, PROT_READ) == 0);
    for (int i = 0; i < regions; i += 2)
        CHECK(mprotect(pages + i * 4096, 4096, PROT_READ | PROT_WRITE) == 0);
    FILE *file = fopen("/proc/self/maps", "r");
    char line[300];
    unsigned long from, to, before = 0;
    int found = 0;
    while (file && fgets(line, sizeof line, file)) {
        CHECK(sscanf(line, "%lx-%lx ", &from, &to) == 2 && from >= before && to > from);
        before = to;
        found += from >= (unsigned long)pages && to <= (unsigned long)pages + regions * 4096;
    }
    if (file) fclose(file);
    CHECK(found == regions);
    CHECK(said(pages + (regions - 2) * 4096, "Size:") == 4);
    CHECK(munmap(whole, (regions + 2) * 4096) == 0);
}

static void rollup(void) {
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    char line[300];
    long resident = 0;
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "Rss:", 4) == 0) resident = atol(line + 4);
    if (file) fclose(file);
    CHECK(resident > 0);
}

int main(void) {
    many_regions();
    rollup();
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
