// glibc: one of the smallest programs of either C library
#include <stdio.h>

int main(void) {
    puts("hello, world");
    return 0;
}
