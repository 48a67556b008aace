// Writes as many megabytes as the argument says (8 without one), a page at a time, reads them again
// twice and changes them between, with a child that sees its parent's memory of before. Each page
// has its own contents, so that pages that come back at the wrong place are noticed.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { page_size = 4096, words = page_size / 8 };

static uint64_t word(uint64_t page, uint64_t index, uint64_t turn) {
    uint64_t x = page * words + index + turn * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    return x ^ x >> 27;
}

static void fill(uint64_t *memory, uint64_t pages, uint64_t step, uint64_t turn) {
    for (uint64_t page = 0; page < pages; page += step)
        for (uint64_t i = 0; i < words; i++) memory[page * words + i] = word(page, i, turn);
}

// Pages that differ; those that `step` divides are of `turn`, the others of turn 0.
static uint64_t wrong(const uint64_t *memory, uint64_t pages, uint64_t step, uint64_t turn) {
    uint64_t count = 0;
    for (uint64_t page = 0; page < pages; page++) {
        const uint64_t of = page % step == 0 ? turn : 0;
        uint64_t i = 0;
        while (i < words && memory[page * words + i] == word(page, i, of)) i++;
        count += i != words;
    }
    return count;
}

int main(int argc, char **argv) {
    const uint64_t pages = (argc > 1 ? strtoull(argv[1], NULL, 10) : 8) * 256;
    uint64_t *memory =
        mmap(NULL, pages * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return 2;
    fill(memory, pages, 1, 0);
    printf("%llu wrong\n", (unsigned long long)wrong(memory, pages, 1, 0));
    fflush(stdout);
    int begin[2];
    if (pipe(begin) != 0) return 2;
    const pid_t child = fork();
    if (child == 0) {
        char byte;
        close(begin[1]);
        if (read(begin[0], &byte, 1) != 0) return 2;  // the parent has written
        return wrong(memory, pages, 1, 0) != 0;
    }
    fill(memory, pages, 8, 1);
    close(begin[0]);
    close(begin[1]);
    int status = 0;
    waitpid(child, &status, 0);
    printf("child %d\n", status);
    printf("%llu wrong\n", (unsigned long long)wrong(memory, pages, 8, 1));
    return 0;
}
