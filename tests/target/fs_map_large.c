// A file larger than this machine's memory may be is read and written by mappings, while other
// memory is needed, too. Arguments: MiB of the file, and of the memory.
#include <sys/mman.h>

#include "fs_test.h"

enum { page = 4096 };

int main(int count, char **arguments) {
    const long pages = (count > 1 ? atol(arguments[1]) : 4) * 256;
    const int fd = open("large", O_CREAT | O_RDWR, 0644);
    SHOW(ftruncate(fd, pages * page) == 0);
    unsigned *words = mmap(0, pages * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    SHOW(words == MAP_FAILED);
    long wrong = 0;
    for (int round = 0; round < 2; ++round)
        for (long i = 0; i < pages; ++i)
            for (int k = 0; k < 4; ++k) words[i * 1024 + k * 256] = (unsigned)(i * 4 + k);
    const long size = (count > 2 ? atol(arguments[2]) : 1) << 20;
    char *memory = malloc(size);
    for (long i = 0; i < size; i += page) memory[i] = (char)(i / page);
    for (int round = 0; round < 2; ++round)
        for (long i = 0; i < pages; ++i) {
            for (int k = 0; k < 4; ++k) wrong += words[i * 1024 + k * 256] != (unsigned)(i * 4 + k);
            wrong += words[i * 1024 + 7] != 0;
        }
    printf("wrong by mapping: %ld\n", wrong);
    for (long i = 0; i < size; i += page) wrong += memory[i] != (char)(i / page);
    printf("wrong in memory: %ld\n", wrong);
    unsigned buffer[1024];
    for (long i = 0; i < pages; ++i) {
        wrong += pread(fd, buffer, page, i * page) != page;
        wrong += buffer[512] != (unsigned)(i * 4 + 2);
    }
    printf("wrong by reading: %ld\n", wrong);
    SHOW(munmap(words, pages * page));
    SHOW(fsync(fd));
    close(fd);
    SHOW(unlink("large"));
    return wrong != 0;
}
