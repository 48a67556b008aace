/** \file
 * Threads, under the file name that programs of other Machs include.
 */
#ifndef MACH_THREAD_ACT_H
#define MACH_THREAD_ACT_H

#include <mach/thread.h>

#endif
