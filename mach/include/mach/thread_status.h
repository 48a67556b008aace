/** \file
 * The state of threads, under the file name that programs of other Machs include.
 */
#ifndef MACH_THREAD_STATUS_H
#define MACH_THREAD_STATUS_H

#include <mach/thread.h>

#endif
