/* Advice and limits on memory that a program can see the effect of. */
#include "fs_test.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

static int *memory;

static void in_child(const char *what) {
    int status;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        memory[0] = 1;
        _exit(0);
    }
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
        printf("%s: signal %d\n", what, WTERMSIG(status));
    else
        printf("%s: exit %d\n", what, WEXITSTATUS(status));
}

static long mapped(size_t size, int protection) {
    void *place = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) return -1;
    munmap(place, size);
    return 0;
}

static void limits(void) {
    struct rlimit old, limit;
    getrlimit(RLIMIT_AS, &old);
    limit = old;
    limit.rlim_cur = 200 << 20;
    SHOW(setrlimit(RLIMIT_AS, &limit));
    SHOW(mapped(300 << 20, PROT_READ));
    SHOW(mapped(10 << 20, PROT_READ));
    setrlimit(RLIMIT_AS, &old);
    getrlimit(RLIMIT_DATA, &old);
    limit = old;
    limit.rlim_cur = 50 << 20;
    SHOW(setrlimit(RLIMIT_DATA, &limit));
    SHOW(mapped(60 << 20, PROT_READ | PROT_WRITE));
    SHOW(mapped(60 << 20, PROT_READ));
    setrlimit(RLIMIT_DATA, &old);
    SHOW(prlimit(999999, RLIMIT_CORE, NULL, &old));
}

int main(void) {
    void *const nowhere = (void *)0x100000000000;
    memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SHOW(madvise(memory, 4096, MADV_DONTFORK));
    in_child("kept from it");
    SHOW(madvise(memory, 4096, MADV_DOFORK));
    in_child("given to it");
    SHOW(madvise(nowhere, 4096, MADV_DONTFORK));
    SHOW(madvise(nowhere, 4096, MADV_WILLNEED));
    SHOW(msync(nowhere, 4096, MS_SYNC));
    SHOW(mmap(NULL, 2 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) ==
                 MAP_FAILED
             ? -1
             : 0);
    limits();
    struct rusage used;
    SHOW(getrusage(RUSAGE_SELF, &used));
    printf("some memory: %d\n", used.ru_maxrss > 0);
    return 0;
}
