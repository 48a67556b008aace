/* What the posix_ tests share: a check that says where it failed, and the exit status that counts.
 */
#ifndef POSIX_TEST_H
#define POSIX_TEST_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failures;

#define CHECK(condition)                                                             \
    do {                                                                             \
        if (!(condition)) {                                                          \
            failures++;                                                              \
            printf("%s:%d: %s (errno %d)\n", __FILE__, __LINE__, #condition, errno); \
        }                                                                            \
    } while (0)
#define CHECK_ERROR(call, expected)                                                              \
    do {                                                                                         \
        errno = 0;                                                                               \
        long result_ = (long)(call);                                                             \
        if (result_ != -1 || errno != (expected)) {                                              \
            failures++;                                                                          \
            printf("%s:%d: %s gave %ld, errno %d, not %s\n", __FILE__, __LINE__, #call, result_, \
                   errno, #expected);                                                            \
        }                                                                                        \
    } while (0)

static inline int finish(void) {
    printf(failures ? "%d failures\n" : "all right\n", failures);
    return failures ? 1 : 0;
}

#endif
