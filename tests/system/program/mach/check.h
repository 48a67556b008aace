/** \file
 * A call that has to succeed, else the program says which failed and ends.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>

#include <mach/mach_error.h>

#define CHECK(call)                          \
    do {                                     \
        const mach_error_t result_ = (call); \
        if (result_ != 0) {                  \
            mach_error(#call, result_);      \
            exit(1);                         \
        }                                    \
    } while (0)

#endif
