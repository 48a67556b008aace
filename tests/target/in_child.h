/** \file
 * A part of a test in a process of its own, whose rights end with it.
 */
#ifndef IN_CHILD_H
#define IN_CHILD_H

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/** Runs `work` in a child and waits for it; what both write comes in order. */
static inline void in_child(void (*work)(void)) {
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        work();
        fflush(stdout);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

#endif
