/** \file
 * What threads tell, under the file name that programs of other Machs include.
 */
#ifndef MACH_THREAD_INFO_H
#define MACH_THREAD_INFO_H

#include <mach/thread.h>

#endif
