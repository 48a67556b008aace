// What is data cannot be executed, text cannot be written, unless a program asks for it. glibc
#include "posix_test.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

#if defined(__x86_64__)
static const unsigned char code[] = {0xc3};  // ret
#else
static const unsigned char code[] = {0xc0, 0x03, 0x5f, 0xd6};
#endif
static unsigned char data[64] __attribute__((aligned(16))) = {1};
static unsigned char zeros[64] __attribute__((aligned(16)));

static sigjmp_buf back;
static void faulted(int signal) { siglongjmp(back, signal); }

static int execute(unsigned char *at) {
    memcpy(at, code, sizeof code);
    __builtin___clear_cache((char *)at, (char *)at + sizeof code);
    const int signal = sigsetjmp(back, 1);
    if (signal == 0) ((void (*)(void))at)();
    return signal;
}

static int overwrite(volatile unsigned char *at) {
    const int signal = sigsetjmp(back, 1);
    if (signal == 0) *at = *at;
    return signal;
}

/// Regions that can be written and executed.
static int both(void) {
    char line[512];
    int count = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    CHECK(maps != NULL);
    while (fgets(line, sizeof line, maps) != NULL) {
        const char *rights = strchr(line, ' ');
        if (rights != NULL && rights[2] == 'w' && rights[3] == 'x') ++count;
    }
    fclose(maps);
    return count;
}

int main(void) {
    struct sigaction action = {.sa_handler = faulted};
    sigaction(SIGSEGV, &action, NULL);
    unsigned char stack[64] __attribute__((aligned(16)));
    unsigned char *heap = malloc(64), *large = malloc(1 << 20);
    CHECK(both() == 0);
    CHECK(execute(stack) == SIGSEGV);
    CHECK(execute(heap) == SIGSEGV);
    CHECK(execute(large) == SIGSEGV);
    CHECK(execute(data) == SIGSEGV);
    CHECK(execute(zeros) == SIGSEGV);
    CHECK(overwrite((unsigned char *)&main) == SIGSEGV);
    CHECK(overwrite((unsigned char *)&printf) == SIGSEGV);
    CHECK(overwrite((unsigned char *)code) == SIGSEGV);
    unsigned char *asked =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(asked != MAP_FAILED && execute(asked) == 0 && both() == 1);
    CHECK(mprotect(asked, 4096, PROT_READ | PROT_EXEC) == 0 && overwrite(asked) == SIGSEGV);
    CHECK(mprotect(asked, 4096, PROT_READ | PROT_WRITE) == 0 && execute(asked) == SIGSEGV);
    return finish();
}
