/** \file
 * Handing the processor over, under the file name that programs of other Machs include.
 */
#ifndef MACH_THREAD_SWITCH_H
#define MACH_THREAD_SWITCH_H

#include <mach/thread.h>

#endif
